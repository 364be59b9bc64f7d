#include "clients/gateway/answer_cache.h"

#include <utility>

namespace winnow {
namespace {

// Looking through everything for what is old costs a millisecond.
constexpr absl::Duration kSweepEvery = absl::Milliseconds(200);
// Hash tables and strings around an answer.
constexpr size_t kOverhead = 256;

size_t SizeOf(const CachedAnswer& answer) {
  return answer.body == nullptr ? 0 : answer.body->size() + kOverhead;
}

}  // namespace

class AnswerCache::Flight {
 public:
  std::vector<Waiter> waiters;  // guarded by the cache's mutex_
};

AnswerCache::Found AnswerCache::Get(const Key& key, absl::Time now,
                                    Waiter waiter) {
  CachedAnswer fresh;
  {
    const std::lock_guard lock(mutex_);
    Slot& slot = scopes_[key.scope][key.variant];
    if (!slot.answer.IsFresh(now)) {
      if (slot.flight != nullptr) {
        slot.flight->waiters.push_back(std::move(waiter));
        return {Outcome::kJoined, nullptr};
      }
      slot.flight = std::make_shared<Flight>();
      slot.flight->waiters.push_back(std::move(waiter));
      return {Outcome::kMiss, slot.flight};
    }
    fresh = slot.answer;
  }
  waiter(std::move(fresh));
  return {Outcome::kHit, nullptr};
}

void AnswerCache::Finish(const Key& key, const std::shared_ptr<Flight>& flight,
                         const absl::StatusOr<CachedAnswer>& answer,
                         absl::Time now) {
  std::vector<Waiter> waiters;
  {
    const std::lock_guard lock(mutex_);
    waiters = std::move(flight->waiters);
    // Another flight's slot, or none: the scope was forgotten since this one
    // began, and what it brings may be older than that.
    if (TakeOut(key, flight) && answer.ok() && answer->IsFresh(now) &&
        MakeRoom(SizeOf(*answer), now)) {
      Slot& slot = scopes_[key.scope][key.variant];
      slot.answer = *answer;
      ++answers_;
      bytes_ += SizeOf(*answer);
    }
  }
  for (const Waiter& waiter : waiters) waiter(answer);
}

void AnswerCache::Forget(const std::string& scope) {
  const std::lock_guard lock(mutex_);
  const auto found = scopes_.find(scope);
  if (found == scopes_.end()) return;
  for (auto& [variant, slot] : found->second) Drop(slot);
  scopes_.erase(found);
}

bool AnswerCache::TakeOut(const Key& key,
                          const std::shared_ptr<Flight>& flight) {
  const auto scope = scopes_.find(key.scope);
  if (scope == scopes_.end()) return false;
  const auto slot = scope->second.find(key.variant);
  if (slot == scope->second.end() || slot->second.flight != flight) {
    return false;
  }
  Drop(slot->second);
  scope->second.erase(slot);
  if (scope->second.empty()) scopes_.erase(scope);
  return true;
}

void AnswerCache::Drop(Slot& slot) {
  if (slot.answer.body == nullptr) return;
  --answers_;
  bytes_ -= SizeOf(slot.answer);
  slot.answer = {};
}

bool AnswerCache::MakeRoom(size_t bytes, absl::Time now) {
  const auto fits = [this, bytes] {
    return answers_ < options_.answers_max &&
           bytes_ + bytes <= options_.bytes_max;
  };
  const bool swept_lately = now >= swept_ && now - swept_ < kSweepEvery;
  if (fits() || swept_lately) return fits();
  swept_ = now;
  for (auto scope = scopes_.begin(); scope != scopes_.end();) {
    for (auto slot = scope->second.begin(); slot != scope->second.end();) {
      const auto here = slot++;
      if (here->second.answer.IsFresh(now)) continue;
      Drop(here->second);
      if (here->second.flight == nullptr) scope->second.erase(here);
    }
    const auto here = scope++;
    if (here->second.empty()) scopes_.erase(here);
  }
  return fits();
}

size_t AnswerCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace winnow
