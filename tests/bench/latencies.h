// How long calls took, in microseconds, and what share of them was answered by
// when. Plain functions; any thread.

#ifndef WINNOW_TESTS_BENCH_LATENCIES_H_
#define WINNOW_TESTS_BENCH_LATENCIES_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace winnow {

// Returns the smallest latency, in milliseconds, that the share `part` of the
// calls did not exceed; 0 without any call.
// Input: sorted.
inline double Milliseconds(const std::vector<uint32_t>& sorted_us,
                           double part) {
  if (sorted_us.empty()) return 0;
  const double rank = std::ceil(part * static_cast<double>(sorted_us.size()));
  return sorted_us[static_cast<size_t>(std::max(rank, 1.0)) - 1] / 1000.0;
}

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_LATENCIES_H_
