#include "service/screening/policy/time_window.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

constexpr uint8_t kMonday = 1;
constexpr uint8_t kFriday = 1 << 4;

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << error;
  return time;
}

TEST(TimeWindow, IsAskedByTheWallClockOfItsZone) {
  const absl::TimeZone berlin = *FindTimeZone("Europe/Berlin");
  const TimeWindow day = {.start_minute = 9 * 60, .end_minute = 17 * 60};
  const TimeWindow night = {.start_minute = 22 * 60, .end_minute = 6 * 60};
  const TimeWindow friday_night = {
      .days = kFriday, .start_minute = 22 * 60, .end_minute = 6 * 60};
  const TimeWindow monday = {
      .days = kMonday, .start_minute = 0, .end_minute = 24 * 60};
  const TimeWindow whole = {.start_minute = 600, .end_minute = 600};
  TimeWindow utc_day = day;
  utc_day.zone = absl::UTCTimeZone();
  struct Row {
    const char* name;
    const TimeWindow& window;
    const char* time;
    bool inside;
  };
  const Row rows[] = {
      {"before it starts", day, "2026-07-01T06:59:59Z", false},
      {"its first second", day, "2026-07-01T07:00:00Z", true},
      {"its last second", day, "2026-07-01T14:59:59Z", true},
      {"its end", day, "2026-07-01T15:00:00Z", false},
      {"winter is an hour later", day, "2026-01-01T07:30:00Z", false},
      {"its own zone wins", utc_day, "2026-07-01T07:30:00Z", false},
      {"before midnight", night, "2026-07-01T21:30:00Z", true},
      {"after midnight", night, "2026-07-02T03:30:00Z", true},
      {"noon is not night", night, "2026-07-01T10:00:00Z", false},
      {"Friday evening", friday_night, "2026-07-03T20:30:00Z", true},
      {"Saturday morning, begun on Friday", friday_night,
       "2026-07-04T03:00:00Z", true},
      {"Saturday evening", friday_night, "2026-07-04T20:30:00Z", false},
      {"Friday morning, begun on Thursday", friday_night,
       "2026-07-03T03:00:00Z", false},
      {"Monday's last minute", monday, "2026-07-06T21:59:00Z", true},
      {"Tuesday's first", monday, "2026-07-06T22:00:00Z", false},
      {"equal ends are a whole day", whole, "2026-07-06T03:00:00Z", true},
      // 02:30 came twice that night.
      {"the hour that comes twice", night, "2026-10-25T00:30:00Z", true},
      {"and its second time", night, "2026-10-25T01:30:00Z", true},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Contains(row.window, At(row.time), berlin), row.inside)
        << row.name;
  }
}

TEST(TimeWindow, TakesTimesInOneSpellingOnly) {
  EXPECT_EQ(ParseMinute("00:00"), 0);
  EXPECT_EQ(ParseMinute("23:59"), 1439);
  EXPECT_EQ(ParseMinute("24:00"), 1440);
  for (const char* text : {"", "7:00", "24:01", "12:60", "12-30", "1a:00",
                           "12:300", "99:99", "-1:00"}) {
    EXPECT_FALSE(ParseMinute(text)) << text;
  }
}

TEST(TimeWindow, FindsZonesAndNoOtherFiles) {
  EXPECT_TRUE(FindTimeZone("America/Argentina/Buenos_Aires"));
  EXPECT_TRUE(FindTimeZone("UTC"));
  for (const char* name :
       {"", "Nowhere/Land", "/etc/passwd", "../../etc/passwd",
        "file:/etc/localtime", "Europe/../Europe/Berlin"}) {
    EXPECT_FALSE(FindTimeZone(name)) << name;
  }
}

}  // namespace
}  // namespace winnow
