#include "clients/gateway/webhook_pacer.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace winnow {
namespace {

constexpr absl::Duration kFirstPause = absl::Seconds(1);
constexpr int kDoublingsMax = 9;  // 512 s, which is past the longest pause
constexpr size_t kDateBytesMax = 40;

uint64_t RandomBits() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

}  // namespace

WebhookPacer::WebhookPacer() : WebhookPacer(RandomBits()) {}

WebhookPacer::WebhookPacer(uint64_t seed) : random_(seed) {}

absl::Duration WebhookPacer::Next(std::optional<absl::Duration> asked) {
  absl::Duration pause =
      std::min(kFirstPause * (int64_t{1} << attempts_), kWebhookPauseMax);
  if (attempts_ < kDoublingsMax) ++attempts_;
  std::uniform_real_distribution<double> share(0.5, 1.0);
  pause *= share(random_);
  return std::min(std::max(pause, asked.value_or(absl::ZeroDuration())),
                  kWebhookPauseMax);
}

std::optional<absl::Duration> ParseRetryAfter(absl::string_view text,
                                              absl::Time now) {
  if (text.empty() || text.size() > kDateBytesMax) return std::nullopt;
  if (std::all_of(text.begin(), text.end(),
                  [](unsigned char c) { return absl::ascii_isdigit(c); })) {
    int64_t seconds = 0;
    if (!absl::SimpleAtoi(text, &seconds)) return std::nullopt;
    return absl::Seconds(seconds);
  }
  absl::Time date;
  std::string error;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", text, &date, &error)) {
    return std::nullopt;
  }
  return std::max(date - now, absl::ZeroDuration());
}

}  // namespace winnow
