#include "clients/gateway/web_origin.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

TEST(WebOrigin, IsWrittenAsBrowsersDo) {
  const struct {
    const char* given;
    const char* origin;
  } rows[] = {
      {"https://news.example", "https://news.example"},
      {"HTTPS://News.Example:443", "https://news.example"},
      {"http://news.example:80", "http://news.example"},
      {"http://news.example:443", "http://news.example:443"},
      {"http://localhost:8080", "http://localhost:8080"},
      {"https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(ParseWebOrigin(row.given), IsOkAndHolds(row.origin))
        << row.given;
  }
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("news.example"),
        std::string("https://"), std::string("https://news.example/"),
        std::string("https://news.example:"), std::string("https://a:0"),
        std::string("https://a:99999"), std::string("https://a:80 "),
        std::string("https://a b"), std::string("https://me@a"),
        std::string("https://a\\b"), std::string("ftp://a"),
        std::string("https://a?b"), std::string("https://a#b"),
        std::string("https://[::1"), std::string("https://\xc3\xa9"),
        "https://" + std::string(400, 'a')}) {
    EXPECT_THAT(ParseWebOrigin(text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

TEST(WebOrigin, HoldsArticlesOfItsHostAndPortOnly) {
  const std::vector<std::string> origins = {"https://news.example",
                                            "http://localhost:8080"};
  const struct {
    const char* url;
    bool under;
  } rows[] = {
      {"https://news.example/2026/bridge?x#y", true},
      {"https://news.example", true},
      {"https://NEWS.example:443/a", true},
      {"https://news.example?a", true},
      {"http://localhost:8080/a", true},
      {"http://news.example/a", false},
      {"https://news.example.evil.example/a", false},
      {"https://evil.example/https://news.example/", false},
      {"https://news.example@evil.example/a", false},
      {"https://news.example:pw@evil.example/a", false},
      {"https://evil.example\\@news.example/a", false},
      {"https://news.example\\.evil.example/a", false},
      {"https://news.example:8443/a", false},
      {"//news.example/a", false},
      {"javascript://news.example/%0aalert(1)", false},
      {" https://news.example/a", false},
      {"", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(IsUnderOneOf(row.url, origins), row.under) << row.url;
  }
}

TEST(WebOrigin, OfAHeaderIsOneOfTheSitesOrNot) {
  const std::vector<std::string> origins = {"https://news.example"};
  EXPECT_TRUE(IsOneOf("https://news.example", origins));
  for (const char* header :
       {"", "null", "https://other.example", "http://news.example",
        "https://news.example, https://other.example",
        "https://news.example/"}) {
    EXPECT_FALSE(IsOneOf(header, origins)) << header;
  }
}

}  // namespace
}  // namespace winnow
