// Whether submissions are taken at all just now. The server closes it when
// Redis is not fit to keep what it is given; everything else goes on working.
//
// Thread-safe. Cost: one atomic load while open.

#ifndef WINNOW_SERVICE_API_ADMISSION_H_
#define WINNOW_SERVICE_API_ADMISSION_H_

#include <atomic>
#include <mutex>
#include <utility>

#include "absl/status/status.h"

namespace winnow {

class Admission {
 public:
  // OK, or why not, with the time after which to try again.
  absl::Status Check() const {
    if (open_.load(std::memory_order_relaxed)) return absl::OkStatus();
    std::lock_guard lock(mutex_);
    return reason_;
  }

  // Closes with a reason, or opens with OK.
  void Set(absl::Status reason) {
    std::lock_guard lock(mutex_);
    reason_ = std::move(reason);
    open_.store(reason_.ok(), std::memory_order_relaxed);
  }

 private:
  mutable std::mutex mutex_;
  absl::Status reason_;  // guarded by mutex_
  std::atomic<bool> open_ = true;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ADMISSION_H_
