#include "clients/gateway/perspective_discovery.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace winnow {
namespace {

TEST(PerspectiveDiscovery, DescribesBothMethodsWithSchemasThatAreThere) {
  const auto json =
      nlohmann::json::parse(PerspectiveDiscovery("https://news.example/w/"));
  EXPECT_EQ(json["rootUrl"], "https://news.example/w/");
  EXPECT_EQ(json["version"], "v1alpha1");
  const auto& methods = json["resources"]["comments"]["methods"];
  EXPECT_EQ(methods["analyze"]["path"], "v1alpha1/comments:analyze");
  EXPECT_EQ(methods["suggestscore"]["path"], "v1alpha1/comments:suggestscore");
  const std::string text = json.dump();
  const std::string mark = "\"$ref\":\"";
  int references = 0;
  for (size_t at = text.find(mark); at != std::string::npos;
       at = text.find(mark, at + 1)) {
    const size_t begin = at + mark.size();
    const std::string name = text.substr(begin, text.find('"', begin) - begin);
    EXPECT_TRUE(json["schemas"].contains(name)) << name;
    ++references;
  }
  EXPECT_GT(references, 10);
}

TEST(PublicUrl, IsTheSettingsOrTheHostOfTheRequest) {
  EXPECT_EQ(PublicUrl("https://a.example/w", "b.example"),
            "https://a.example/w/");
  EXPECT_EQ(PublicUrl("https://a.example/", ""), "https://a.example/");
  EXPECT_EQ(PublicUrl("", "127.0.0.1:7480"), "http://127.0.0.1:7480/");
  EXPECT_EQ(PublicUrl("", "[::1]:7480"), "http://[::1]:7480/");
  for (const char* host : {"", "/", "a/b", "a@b", "a b", "a\"", "a?b", "a#b",
                           "\xc3\xa4.example"}) {
    EXPECT_EQ(PublicUrl("", host), "") << host;
  }
  EXPECT_EQ(PublicUrl("", std::string(300, 'a')), "");
}

TEST(PublicUrl, OfTheSettingsIsAWebAddress) {
  EXPECT_TRUE(IsPublicUrl("https://news.example/winnow"));
  for (const char* text : {"", "news.example", "ftp://news.example", "https://",
                           "https:///w", "https://a.example/?b"}) {
    EXPECT_FALSE(IsPublicUrl(text)) << text;
  }
}

}  // namespace
}  // namespace winnow
