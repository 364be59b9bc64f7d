#include "service/screening/filters/author_history.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

AuthorRecord Record(int64_t approved, int64_t held, int64_t rejected,
                    int64_t spam) {
  AuthorRecord record;
  record.approved = approved;
  record.held = held;
  record.rejected = rejected;
  record.spam = spam;
  return record;
}

TEST(AuthorHistory, ReportsWhatTheRecordSays) {
  struct Row {
    const char* name;
    AuthorRecord record;
    double is_new;
    double trusted;
    double rejected;
  };
  const Row rows[] = {
      {"never seen", {}, 1, 0, 0},
      {"one approved", Record(1, 0, 0, 0), 0, 0.1, 0},
      {"one refused says little", Record(1, 0, 1, 0), 0, 0.1, 0},
      {"half refused", Record(2, 0, 1, 1), 0, 0.2, 0.5},
      {"only spam", Record(0, 0, 0, 4), 1, 0, 1},
      {"held ones are not decided", Record(20, 50, 0, 0), 0, 1, 0},
  };
  const auto filter = MakeAuthorHistory({});
  for (const Row& row : rows) {
    Inspection inspection;
    inspection.circumstances.author = row.record;
    const SignalSink sink = inspection.Inspect(*filter);
    EXPECT_EQ(Strength(sink, "author_new"), row.is_new) << row.name;
    EXPECT_EQ(Strength(sink, "author_trusted"), row.trusted) << row.name;
    EXPECT_EQ(Strength(sink, "author_rejected_often"), row.rejected)
        << row.name;
  }
}

}  // namespace
}  // namespace winnow
