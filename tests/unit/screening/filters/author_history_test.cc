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

TEST(AuthorHistory, PrefersWhatHappenedLately) {
  struct Row {
    const char* name;
    int64_t approved_lately;
    int64_t refused_lately;
    double rejected;
  };
  for (const Row& row : {
           Row{"nothing lately", 0, 0, 0.1},
           Row{"too little to say", 0, 3, 0.1},
           Row{"turned bad", 1, 3, 0.75},
           Row{"turned good", 4, 0, 0},
       }) {
    Inspection inspection;
    inspection.circumstances.author = Record(90, 0, 5, 5);
    inspection.circumstances.author.approved_lately = row.approved_lately;
    inspection.circumstances.author.refused_lately = row.refused_lately;
    EXPECT_EQ(Strength(inspection.Inspect(*MakeAuthorHistory({})),
                       "author_rejected_often"),
              row.rejected)
        << row.name;
  }
}

TEST(AuthorHistory, TellsForADayThatAnAuthorIsYoung) {
  struct Row {
    absl::Duration age;
    double strength;
  };
  for (const Row& row :
       {Row{absl::ZeroDuration(), 1}, Row{absl::Hours(6), 0.75},
        Row{absl::Hours(24), 0}, Row{absl::Hours(1000), 0},
        Row{-absl::Hours(1), 1}, Row{-absl::InfiniteDuration(), 0}}) {
    Inspection inspection;
    inspection.draft.arrival = absl::FromUnixSeconds(1700000000);
    inspection.circumstances.author.first_seen =
        inspection.draft.arrival - row.age;
    EXPECT_EQ(
        Strength(inspection.Inspect(*MakeAuthorHistory({})), "author_young"),
        row.strength)
        << row.age;
  }
}

}  // namespace
}  // namespace winnow
