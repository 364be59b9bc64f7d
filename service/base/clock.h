// Clock is where every part of Winnow that cares for the time gets it, so that
// a test decides what time it is.
//
// Ends of leases, bans and rates are not judged by this clock but by Redis'
// own, because several servers share them.
//
// Threads: implementations may be called from any thread at once.

#ifndef WINNOW_SERVICE_BASE_CLOCK_H_
#define WINNOW_SERVICE_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace winnow {

class Clock {
 public:
  virtual ~Clock() = default;

  // Returns the present wall-clock time. It may step back when the operator or
  // NTP sets the machine's clock.
  // Cost: tens of nanoseconds.
  virtual absl::Time Now() = 0;
};

// Returns the machine's clock. It lives as long as the process.
Clock& RealClock();

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_CLOCK_H_
