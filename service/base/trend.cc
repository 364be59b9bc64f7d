#include "service/base/trend.h"

namespace winnow {

std::optional<double> DaysUntil(absl::Span<const TrendPoint> points,
                                double limit, Heading heading) {
  if (points.size() < kTrendPointsMin ||
      points.back().time - points.front().time < kTrendMin) {
    return std::nullopt;
  }
  // Of times and values less the first ones: sums of squares of large numbers
  // would leave no digits for their differences.
  const auto days_of = [&points](const TrendPoint& point) {
    return absl::ToDoubleSeconds(point.time - points.front().time) / 86400;
  };
  const auto count = static_cast<double>(points.size());
  double days_sum = 0;
  double value_sum = 0;
  double square_sum = 0;
  double product_sum = 0;
  for (const TrendPoint& point : points) {
    const double days = days_of(point);
    const double value = point.value - points.front().value;
    days_sum += days;
    value_sum += value;
    square_sum += days * days;
    product_sum += days * value;
  }
  const double spread = count * square_sum - days_sum * days_sum;
  if (spread <= 0) return std::nullopt;
  const double sign = heading == Heading::kUp ? 1 : -1;
  const double a_day =
      sign * (count * product_sum - days_sum * value_sum) / spread;
  const double left = sign * (limit - points.back().value);
  if (left <= 0) return 0;
  if (a_day <= 0) return std::nullopt;
  const double days = left / a_day;
  if (days > kTrendDaysMax) return std::nullopt;
  return days;
}

}  // namespace winnow
