#include "clients/gateway/cached_answer.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

TEST(CachedAnswer, HasAnEtagOfItsBodyAlone) {
  const CachedAnswer a = MakeCachedAnswer("a");
  EXPECT_EQ(a.etag, MakeCachedAnswer("a").etag);
  EXPECT_NE(a.etag, MakeCachedAnswer("b").etag);
  EXPECT_EQ(a.etag.size(), 34u);
  // The same in every gateway, of every build.
  EXPECT_EQ(TextHash(""), "cae66941d9efbd404e4d88758ea67670");
}

TEST(Etag, MatchesAsTheStandardSays) {
  const struct {
    const char* header;
    bool matches;
  } rows[] = {
      {"\"a\"", true},
      {"W/\"a\"", true},
      {"\"b\", \"a\"", true},
      {"\"b\",W/\"a\"", true},
      {"*", true},
      {" * ", true},
      {"", false},
      {"a", false},
      {"\"b\"", false},
      {"\"A\"", false},
      {"W/", false},
      {",,,", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(EtagMatches(row.header, "\"a\""), row.matches) << row.header;
  }
}

}  // namespace
}  // namespace winnow
