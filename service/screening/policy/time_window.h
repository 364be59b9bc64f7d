// A stretch of the week by a wall clock: nights when nobody moderates.

#ifndef WINNOW_SERVICE_SCREENING_POLICY_TIME_WINDOW_H_
#define WINNOW_SERVICE_SCREENING_POLICY_TIME_WINDOW_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

struct TimeWindow {
  // Bit 0 is Monday: the days on which the window starts; 0 means every day.
  uint8_t days = 0;
  int start_minute = 0;  // of the day, 0–1439, inclusive
  // 0–1440, exclusive; not later than the start means the next day.
  int end_minute = 0;
  std::optional<absl::TimeZone> zone = {};  // absent: the policy's

  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;
};

// Whether a time lies in the window by the clocks of its zone, else `zone`. On
// the nights when clocks change the wall decides: an hour that comes twice is
// in or out twice.
bool Contains(const TimeWindow& window, absl::Time time, absl::TimeZone zone);

// The minute of the day in "HH:MM", 00:00–24:00; absent for anything else.
std::optional<int> ParseMinute(absl::string_view text);

// The zone of this IANA name, e.g. "Europe/Berlin". Absent for an unknown one
// and for anything that could name another file. Cost: reads a file, once.
std::optional<absl::TimeZone> FindTimeZone(absl::string_view name);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_POLICY_TIME_WINDOW_H_
