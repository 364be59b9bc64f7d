// Where a site's present adapter hangs, and whether it may move scores. The
// learner puts a newer one there; screening takes what is there and keeps it
// for one text. Threads: any.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_SLOT_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_SLOT_H_

#include <memory>
#include <mutex>
#include <utility>

#include "service/screening/classifier/adapter.h"

namespace winnow {

// What a site lets its adapter do; LearningSettings.adapter of the API.
enum class AdapterMode {
  kOff,     // learns nothing
  kShadow,  // learns, and counts what it would have changed
  kOn,      // moves scores
};

class AdapterSlot {
 public:
  struct Use {
    std::shared_ptr<const Adapter> adapter;  // null: none, or off
    AdapterMode mode = AdapterMode::kOff;
  };

  // Cost: an uncontended lock, 30 ns.
  Use Get() const {
    const std::lock_guard lock(mutex_);
    return use_;
  }

  void Put(std::shared_ptr<const Adapter> adapter, AdapterMode mode) {
    if (mode == AdapterMode::kOff) adapter = nullptr;
    // The old one, if it is the last use, ends after the lock.
    Use before = {std::move(adapter), mode};
    const std::lock_guard lock(mutex_);
    std::swap(use_, before);
  }

 private:
  mutable std::mutex mutex_;
  Use use_;  // Guarded by mutex_.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_ADAPTER_SLOT_H_
