#include "service/store/redis/author_mark.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

constexpr int64_t kWeek = 2900;

absl::Time InWeek(int64_t week) {
  return absl::UnixEpoch() + week * absl::Hours(7 * 24) + absl::Hours(50);
}

TEST(AuthorMark, TellsWhatTheLastWeeksAdded) {
  struct Row {
    const char* name;
    int64_t first_week;
    const char* mark;
    int64_t approved;
    int64_t refused;
    const char* next;
  };
  // The author has 10 approved and 4 refused comments now.
  const Row rows[] = {
      {"began this week", kWeek, "", 10, 4, ""},
      {"began last week", kWeek - 1, "", 10, 4, "2900:10:4"},
      {"began last week, marked", kWeek - 1, "2900:0:4", 10, 4, ""},
      {"was away", 2000, "", 0, 0, "2900:10:4"},
      {"was away since a mark", 2000, "2800:7:1", 0, 0, "2900:10:4"},
      {"marked last week", 2000, "2899:7:1", 3, 3, "2900:10:4 2899:7:1"},
      {"marked this week", 2000, "2900:9:4", 1, 0, ""},
      {"marked twice", 2000, "2900:9:4 2899:7:1", 3, 3, ""},
      {"an old one behind", 2000, "2900:9:4 2890:1:1", 1, 0, ""},
      {"decisions were changed", 2000, "2899:12:1", 0, 3,
       "2900:10:4 2899:12:1"},
      {"nonsense", 2000, "x:y 3", 0, 0, "2900:10:4"},
  };
  for (const Row& row : rows) {
    AuthorRecord author;
    author.approved = 10;
    author.rejected = 3;
    author.spam = 1;
    author.first_seen = InWeek(row.first_week);
    EXPECT_EQ(TakeAuthorMark(row.mark, InWeek(kWeek), author), row.next)
        << row.name;
    EXPECT_EQ(author.approved_lately, row.approved) << row.name;
    EXPECT_EQ(author.refused_lately, row.refused) << row.name;
  }
}

TEST(AuthorMark, KnowsNothingOfStrangers) {
  AuthorRecord author;
  EXPECT_EQ(TakeAuthorMark("", InWeek(kWeek), author), "");
  EXPECT_EQ(author.approved_lately, 0);
}

}  // namespace
}  // namespace winnow
