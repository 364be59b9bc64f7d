// A clock that stands still until a test moves it.
//
// Threads: any thread may read or move it.

#ifndef WINNOW_TESTS_SUPPORT_FAKE_CLOCK_H_
#define WINNOW_TESTS_SUPPORT_FAKE_CLOCK_H_

#include <mutex>

#include "absl/time/time.h"
#include "service/base/clock.h"

namespace winnow {

class FakeClock final : public Clock {
 public:
  // Starts on 14 November 2023, a date no test confuses with the present.
  explicit FakeClock(absl::Time now = absl::FromUnixSeconds(1700000000))
      : now_(now) {}

  absl::Time Now() override {
    std::lock_guard lock(mutex_);
    return now_;
  }

  void Set(absl::Time now) {
    std::lock_guard lock(mutex_);
    now_ = now;
  }

  void Advance(absl::Duration by) {
    std::lock_guard lock(mutex_);
    now_ += by;
  }

 private:
  std::mutex mutex_;
  absl::Time now_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_FAKE_CLOCK_H_
