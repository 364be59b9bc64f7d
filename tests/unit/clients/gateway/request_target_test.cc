#include "clients/gateway/request_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(RequestTarget, IsTakenApartAndUnescapedOnce) {
  const auto target = ParseRequestTarget(
      "/v1/sites/daily/a%2Fb?thread_id=2026%2F07+bridge&x=%2525&flag&=&a=b=c");
  ASSERT_THAT(target, IsOk());
  EXPECT_THAT(target->segments, ElementsAre("v1", "sites", "daily", "a/b"));
  EXPECT_THAT(target->query,
              ElementsAre(Pair("thread_id", "2026/07 bridge"), Pair("x", "%25"),
                          Pair("flag", ""), Pair("", ""), Pair("a", "b=c")));
  const auto root = ParseRequestTarget("/");
  ASSERT_THAT(root, IsOk());
  EXPECT_THAT(root->segments, IsEmpty());
}

TEST(RequestTarget, RefusesWhatCouldMeanSomethingElse) {
  std::string many = "/a?";
  for (int i = 0; i < 300; ++i) many += "x&";
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += "/a";
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("http://host/a"),
        std::string("*"), std::string("/a//b"), std::string("/a/"),
        std::string("/a/./b"), std::string("/a/%2e%2e/b"), std::string("/%"),
        std::string("/%2"), std::string("/%zz"), std::string("/%00"),
        std::string("/a?b=%0a"), std::string("/a?\x7f"), std::string("/%ff"),
        std::string("/a?%c3"), std::string("/\xed\xa0\x80"), many, deep}) {
    EXPECT_THAT(ParseRequestTarget(text),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << text;
  }
}

TEST(RequestTarget, KeepsOtherScripts) {
  const auto target = ParseRequestTarget("/a?thread_id=%F0%9F%8C%89");
  ASSERT_THAT(target, IsOk());
  EXPECT_THAT(target->query, ElementsAre(Pair("thread_id", "🌉")));
}

}  // namespace
}  // namespace winnow
