#include "clients/cli/stats_period.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

// 2026-11-29 at 09:00 UTC.
absl::Time Now() {
  return absl::FromCivil(absl::CivilHour(2026, 11, 29, 9), absl::UTCTimeZone());
}

TEST(StatsPeriod, TakesALengthADayOrNothing) {
  struct Row {
    const char* since;
    std::optional<absl::Time> wanted;
  };
  const absl::TimeZone utc = absl::UTCTimeZone();
  for (const Row& row : {
           Row{"", std::nullopt},
           Row{"7d", Now() - absl::Hours(168)},
           Row{"90m", Now() - absl::Minutes(90)},
           Row{"2026-11-01",
               absl::FromCivil(absl::CivilHour(2026, 11, 1, 12), utc)},
           // Its noon is yet to come.
           Row{"2026-11-29", Now() - absl::Seconds(1)},
       }) {
    const StatsPeriod period = {.since = row.since};
    const auto start = period.Start(Now());
    ASSERT_THAT(start, IsOk()) << row.since;
    EXPECT_EQ(*start, row.wanted) << row.since;
  }
}

TEST(StatsPeriod, RefusesWhatIsNoTime) {
  for (const char* since :
       {"week", "-7d", "0d", "7", "2026-13-01", "2026-12-24", "d", "1e99d",
        "2026-11-01T00:00:00Z", "7d7d"}) {
    const StatsPeriod period = {.since = since};
    EXPECT_FALSE(period.Start(Now()).ok()) << since;
  }
}

}  // namespace
}  // namespace winnow
