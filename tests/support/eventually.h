// Waiting for a condition in tests: as long as it takes, and not for ever.
// Threads: any.
#ifndef WINNOW_TESTS_SUPPORT_EVENTUALLY_H_
#define WINNOW_TESTS_SUPPORT_EVENTUALLY_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace winnow {

// Asks until the condition holds, for a minute at most. Returns whether it
// does.
template <typename Condition>
bool Eventually(Condition condition,
                absl::Duration pause = absl::Milliseconds(10)) {
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(pause);
  }
  return true;
}

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_EVENTUALLY_H_
