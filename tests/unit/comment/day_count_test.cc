#include "service/comment/day_count.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << text;
  return time;
}

TEST(DayCounts, HaveTheDaysOfTheSitesClocks) {
  struct Row {
    const char* time;
    const char* zone;
    int64_t day;
  };
  for (const Row& row : {
           Row{"1970-01-01T00:00:00Z", "UTC", 0},
           Row{"1970-01-01T23:59:59.999Z", "UTC", 0},
           Row{"1970-01-02T00:00:00Z", "UTC", 1},
           Row{"1970-01-01T00:00:00Z", "America/New_York", -1},
           Row{"2026-11-29T10:59:59Z", "Pacific/Auckland", 20786},
           Row{"2026-11-29T11:00:00Z", "Pacific/Auckland", 20787},
           // The hour that comes twice.
           Row{"2026-10-25T00:30:00Z", "Europe/Berlin", 20751},
           Row{"2026-10-25T01:30:00Z", "Europe/Berlin", 20751},
       }) {
    EXPECT_EQ(DayOf(At(row.time), Zone(row.zone)), row.day)
        << row.time << " " << row.zone;
  }
}

TEST(DayCounts, BeginADayWhereItsFirstMomentIs) {
  for (const char* name : {"UTC", "Europe/Berlin", "Pacific/Auckland"}) {
    const absl::TimeZone zone = Zone(name);
    for (int64_t day = 20600; day < 21000; ++day) {
      const absl::Time start = DayStart(day, zone);
      EXPECT_EQ(DayOf(start, zone), day) << name;
      EXPECT_EQ(DayOf(start - absl::Milliseconds(1), zone), day - 1) << name;
    }
  }
}

TEST(DayCounts, NameWhatIsCounted) {
  EXPECT_EQ(VerdictDay(20786), "v20786");
  EXPECT_EQ(PeopleDay(-1), "p-1");
  EXPECT_EQ(VerdictField(State::kHeld, "suspect"), "Hsuspect");
  EXPECT_EQ(EditVerdictField(State::kApproved, "default"), "eAdefault");
}

TEST(DayCounts, TellAWaitToFivePercent) {
  EXPECT_EQ(WaitClassOf(absl::ZeroDuration()), 0);
  EXPECT_EQ(WaitClassOf(-absl::Seconds(5)), 0);
  EXPECT_EQ(WaitClassOf(absl::InfiniteDuration()), 239);
  int before = WaitClassOf(absl::Seconds(1));
  for (double seconds = 1; seconds < 1e9; seconds *= 1.01) {
    const int wait_class = WaitClassOf(absl::Seconds(seconds));
    EXPECT_GE(wait_class, before);
    EXPECT_LE(wait_class, before + 1);
    before = wait_class;
    const double told = absl::ToDoubleSeconds(WaitOfClass(wait_class));
    EXPECT_NEAR(told, seconds, 0.05 * seconds + 0.1);
  }
}

}  // namespace
}  // namespace winnow
