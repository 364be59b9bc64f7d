// Where a site's present adapter hangs, and what it may do. The learner puts a
// newer one there; screening takes what is there and keeps it for one text.
// Threads: any.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_SLOT_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_SLOT_H_

#include <memory>
#include <mutex>

#include "service/comment/site.h"
#include "service/screening/classifier/adapter.h"

namespace winnow {

class AdapterSlot {
 public:
  struct Use {
    std::shared_ptr<const Adapter> adapter;  // null: none yet, or off
    AdapterMode mode = AdapterMode::kOff;
  };

  // Cost: an uncontended lock, 30 ns.
  Use Get() const {
    const std::lock_guard lock(mutex_);
    return use_;
  }

  // An adapter that is off is forgotten.
  void SetMode(AdapterMode mode) {
    std::shared_ptr<const Adapter> before;  // ends after the lock
    const std::lock_guard lock(mutex_);
    use_.mode = mode;
    if (mode == AdapterMode::kOff) before.swap(use_.adapter);
  }

  // Does nothing while it is off.
  void Put(std::shared_ptr<const Adapter> adapter) {
    const std::lock_guard lock(mutex_);
    if (use_.mode != AdapterMode::kOff) use_.adapter.swap(adapter);
  }

 private:
  mutable std::mutex mutex_;
  Use use_;  // Guarded by mutex_.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_SLOT_H_
