#include "service/store/redis/subscription_record.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(SubscriptionRecord, ReadsWhatEachVersionWrites) {
  struct Row {
    const char* kept;
    const char* cursor;
    SubscriptionTerms terms;
  };
  const Row rows[] = {
      {"", "", {}},
      {"0-0|1700000000000", "0-0", {}},
      {"17-3|1700000000000||1600000000000", "17-3", {}},
      {"17-3|1700000000000|o|1600000000000", "17-3", {.required = false}},
      {"17-3|1700000000000|s|", "17-3", {.include_state_changes = true}},
      {"17-3|1700000000000|q", "17-3", {.include_queue_alarms = true}},
      {"17-3|1700000000000|zqz|1600000000000|later",
       "17-3",
       {.include_queue_alarms = true}},
  };
  for (const Row& row : rows) {
    const KeptSubscription read = ReadSubscription(row.kept);
    EXPECT_EQ(read.cursor, row.cursor) << row.kept;
    EXPECT_EQ(read.terms.required, row.terms.required) << row.kept;
    EXPECT_EQ(read.terms.include_state_changes, row.terms.include_state_changes)
        << row.kept;
    EXPECT_EQ(read.terms.include_queue_alarms, row.terms.include_queue_alarms)
        << row.kept;
  }
}

TEST(SubscriptionRecord, NamesTheFlagsOfWhatChangesAndNoOther) {
  struct Row {
    SubscriptionChange change;
    const char* named;
    const char* set;
  };
  const Row rows[] = {
      {{}, "", ""},
      {{.required = true}, "o", ""},
      {{.required = false}, "o", "o"},
      {{.include_state_changes = true}, "s", "s"},
      {{.include_state_changes = false, .include_queue_alarms = true},
       "sq",
       "q"},
  };
  for (const Row& row : rows) {
    const FlagChange flags = FlagsOf(row.change);
    EXPECT_EQ(flags.named, row.named);
    EXPECT_EQ(flags.set, row.set) << row.named;
  }
}

}  // namespace
}  // namespace winnow
