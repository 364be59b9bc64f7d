#include "service/base/interval.h"

#include <algorithm>
#include <cmath>

namespace winnow {
namespace {

// The normal distribution's quantile at 0.975.
constexpr double kZ = 1.959963984540054;

}  // namespace

Interval WilsonInterval(int64_t count, int64_t all) {
  if (all <= 0) return {};
  const auto n = static_cast<double>(all);
  const double share =
      static_cast<double>(std::clamp<int64_t>(count, 0, all)) / n;
  const double z2 = kZ * kZ;
  const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kZ / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  return {.low = std::max(0.0, middle - half),
          .high = std::min(1.0, middle + half)};
}

}  // namespace winnow
