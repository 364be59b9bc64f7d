#include "clients/gateway/key_owners.h"

#include <utility>

#include "clients/gateway/cached_answer.h"

namespace winnow {
namespace {

// A key never changes its site, but may be revoked; and some answers need no
// call that would find that out.
constexpr absl::Duration kKeptFor = absl::Minutes(1);
// Only keys that winnowd accepts come in.
constexpr size_t kKeysMax = 10'000;

}  // namespace

std::optional<KeyOwner> KeyOwners::Find(absl::string_view key, absl::Time now) {
  const std::string hash = TextHash(key);
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(hash);
  if (found == known_.end()) return std::nullopt;
  const absl::Duration age = now - found->second.since;
  if (age < absl::ZeroDuration() || age > kKeptFor) return std::nullopt;
  return found->second.owner;
}

void KeyOwners::Add(absl::string_view key, KeyOwner owner, absl::Time now) {
  std::string hash = TextHash(key);
  const std::lock_guard lock(mutex_);
  // All are asked for again: that is a call each.
  if (known_.size() >= kKeysMax) known_.clear();
  known_[std::move(hash)] = {.owner = std::move(owner), .since = now};
}

}  // namespace winnow
