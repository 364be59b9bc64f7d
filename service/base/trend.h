// Where a number is heading: the straight line through what was measured.
//
// Pure; any thread.
#ifndef WINNOW_SERVICE_BASE_TREND_H_
#define WINNOW_SERVICE_BASE_TREND_H_

#include <optional>

#include "absl/time/time.h"
#include "absl/types/span.h"

namespace winnow {

struct TrendPoint {
  absl::Time time;
  double value = 0;
};

// What was measured for less time says nothing: a day has its busy hours.
inline constexpr absl::Duration kTrendMin = absl::Hours(24);
inline constexpr size_t kTrendPointsMin = 12;
// A date further ahead is none.
inline constexpr double kTrendDaysMax = 3650;

enum class Heading { kUp, kDown };

// Returns in how many days the value comes to `limit`, from the last point on
// and at the pace of all of them (least squares); 0 where it is there or past
// it. Absent when there is too little to go by, or it does not head there.
// Input: points by time, rising.
std::optional<double> DaysUntil(absl::Span<const TrendPoint> points,
                                double limit, Heading heading);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_TREND_H_
