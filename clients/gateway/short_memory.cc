#include "clients/gateway/short_memory.h"

#include <utility>

namespace winnow {

void ShortMemory::Age(absl::Time now) {
  const absl::Duration age = now - began_;
  // A clock that went back says nothing of how old they are.
  if (age < absl::ZeroDuration() || age >= 2 * options_.kept_for) {
    before_.clear();
    now_.clear();
    began_ = now;
  } else if (age >= options_.kept_for || now_.size() >= options_.kept_min) {
    before_ = std::exchange(now_, {});
    began_ = now;
  }
}

bool ShortMemory::Has(const std::string& text, absl::Time now) {
  const std::lock_guard lock(mutex_);
  Age(now);
  return now_.contains(text) || before_.contains(text);
}

void ShortMemory::Add(std::string text, absl::Time now) {
  const std::lock_guard lock(mutex_);
  Age(now);
  now_.insert(std::move(text));
}

void ShortMemory::Forget(const std::string& text) {
  const std::lock_guard lock(mutex_);
  now_.erase(text);
  before_.erase(text);
}

}  // namespace winnow
