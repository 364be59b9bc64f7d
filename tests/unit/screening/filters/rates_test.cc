#include "service/screening/filters/rates.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

TEST(Rates, GrowFromTheLimitToTwiceTheLimit) {
  struct Row {
    double attempts;
    double strength;
  };
  const auto filter = MakeRates({});
  for (const Row& row : {Row{0, 0}, Row{1, 0}, Row{3, 0}, Row{4.5, 0.5},
                         Row{6, 1}, Row{60, 1}}) {
    Inspection inspection;
    inspection.circumstances.rates.author_minute = row.attempts;
    inspection.circumstances.rates.network_minute = 2 * row.attempts;
    inspection.circumstances.rates.thread_minute = 20 * row.attempts;
    inspection.circumstances.rates.site_minute = 200 * row.attempts;
    const SignalSink sink = inspection.Inspect(*filter);
    EXPECT_EQ(Strength(sink, "author_rate"), row.strength) << row.attempts;
    EXPECT_EQ(Strength(sink, "network_rate"), row.strength) << row.attempts;
    EXPECT_EQ(Strength(sink, "thread_heat"), row.strength) << row.attempts;
    EXPECT_EQ(Strength(sink, "site_rate"), row.strength) << row.attempts;
  }
}

TEST(Rates, SeeAThreadThatOutrunsItsOwnHour) {
  struct Row {
    const char* name;
    double minute;
    double hour;
    double strength;
  };
  for (const Row& row : {
           Row{"a slow one", 9, 30, 0},
           Row{"a fresh one", 30, 19, 0},
           Row{"a busy one", 20, 600, 0},
           Row{"four times as fast", 20, 300, 0},
           Row{"six times as fast", 15, 150, 0.5},
           Row{"far faster", 30, 60, 1},
       }) {
    Inspection inspection;
    inspection.circumstances.rates.thread_minute = row.minute;
    inspection.circumstances.rates.thread_hour = row.hour;
    EXPECT_EQ(Strength(inspection.Inspect(*MakeRates({})), "thread_heat"),
              row.strength)
        << row.name;
  }
}

TEST(Rates, DoNotExistForTrustedKeys) {
  Inspection inspection;
  inspection.draft.trusted = true;
  inspection.circumstances.rates.author_minute = 1000;
  EXPECT_TRUE(inspection.Inspect(*MakeRates({})).signals().empty());
}

}  // namespace
}  // namespace winnow
