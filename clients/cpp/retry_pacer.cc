#include "clients/cpp/retry_pacer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

uint64_t RandomBits() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

}  // namespace

RetryPacer::RetryPacer() : RetryPacer(RandomBits()) {}

RetryPacer::RetryPacer(uint64_t seed) : random_(seed) {}

absl::Duration RetryPacer::Next(std::optional<absl::Duration> asked) {
  absl::Duration pause = kFirstPause;
  for (int i = 0; i < attempts_ && pause < kLongestPause; ++i) pause *= 2;
  pause = std::min(pause, kLongestPause);
  ++attempts_;
  std::uniform_real_distribution<double> share(0.5, 1.0);
  pause *= share(random_);
  return std::max(pause, asked.value_or(absl::ZeroDuration()));
}

std::string NewRequestId() {
  return absl::StrCat(absl::Hex(RandomBits(), absl::kZeroPad16),
                      absl::Hex(RandomBits(), absl::kZeroPad16));
}

}  // namespace winnow
