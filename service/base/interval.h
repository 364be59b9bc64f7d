// How sure a share is that was counted.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_BASE_INTERVAL_H_
#define WINNOW_SERVICE_BASE_INTERVAL_H_

#include <cstdint>

namespace winnow {

struct Interval {
  double low = 0;
  double high = 1;
};

// The 95 % interval of the share behind `count` of `all`: Wilson's score
// interval without continuity correction (Newcombe 1998, method 3), which stays
// within 0–1 and is right for few, too. Of none: 0 to 1.
// Input: 0 <= count <= all; else it is taken to the nearer end.
Interval WilsonInterval(int64_t count, int64_t all);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_INTERVAL_H_
