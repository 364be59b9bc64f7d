// Keeps calls back that a server with too much to do would refuse. Saying no
// costs winnowd a third of the CPU that an answer does, so callers who go on
// asking for four times what it can do leave it no time to answer anybody.
//
// The rule of "Site Reliability Engineering" (O'Reilly 2016, chapter 21): of
// what callers want, so much is sent that the server takes five calls in every
// six or more. What is held back is drawn by lot: no caller is refused for
// good, and enough calls go out to see when the server has time again. Calls
// count when they have ended, with a half-life of a quarter of a second.
//
// Threads: any, for everything.

#ifndef WINNOW_CLIENTS_CPP_CALL_THROTTLE_H_
#define WINNOW_CLIENTS_CPP_CALL_THROTTLE_H_

#include <cstdint>
#include <mutex>
#include <random>

#include "absl/time/time.h"

namespace winnow {

class CallThrottle {
 public:
  // Draws from the system's randomness, or from `seed` in tests.
  CallThrottle();
  explicit CallThrottle(uint64_t seed);

  // Whether to send a call now; one that is not sent is counted. Always true
  // while the server refuses nobody.
  bool MaySend(absl::Time now);

  // Tells how a call that was sent ended: refused by a busy server, or not.
  void Observe(bool refused, absl::Time now);

 private:
  void Fade(absl::Time now);

  std::mutex mutex_;  // guards all that follows
  std::mt19937_64 random_;
  absl::Time faded_ = absl::InfinitePast();
  double taken_ = 0;
  double not_taken_ = 0;  // refused, or held back here
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_CALL_THROTTLE_H_
