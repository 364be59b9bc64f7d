#include "clients/cpp/call_throttle.h"

#include <cmath>

namespace winnow {
namespace {

// Short, so that all is sent again within seconds of a time of refusals only.
constexpr absl::Duration kHalfLife = absl::Milliseconds(250);
// Calls sent for each that the server takes. More would leave it less time for
// answers; fewer would find out later that it has time again.
constexpr double kSentForEachTaken = 1.2;

}  // namespace

CallThrottle::CallThrottle() : CallThrottle(std::random_device()()) {}

CallThrottle::CallThrottle(uint64_t seed) : random_(seed) {}

void CallThrottle::Fade(absl::Time now) {
  // A clock that was set back fades nothing once; threads that come a little
  // out of order lose nothing.
  if (now > faded_) {
    const double share =
        std::exp2(-absl::FDivDuration(now - faded_, kHalfLife));
    taken_ *= share;
    not_taken_ *= share;
  }
  faded_ = now;
}

bool CallThrottle::MaySend(absl::Time now) {
  const std::lock_guard lock(mutex_);
  Fade(now);
  const double wanted = taken_ + not_taken_;
  const double too_many = wanted - kSentForEachTaken * taken_;
  // One more than was wanted: a single refusal stops nobody for good.
  const double held_back = too_many / (wanted + 1);
  if (held_back <= 0) return true;
  std::uniform_real_distribution<double> lot(0, 1);
  if (lot(random_) >= held_back) return true;
  ++not_taken_;
  return false;
}

void CallThrottle::Observe(bool refused, absl::Time now) {
  const std::lock_guard lock(mutex_);
  Fade(now);
  ++(refused ? not_taken_ : taken_);
}

}  // namespace winnow
