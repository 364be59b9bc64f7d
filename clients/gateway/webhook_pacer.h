// When a delivery that failed is tried again: never given up, and never often.

#ifndef WINNOW_CLIENTS_GATEWAY_WEBHOOK_PACER_H_
#define WINNOW_CLIENTS_GATEWAY_WEBHOOK_PACER_H_

#include <cstdint>
#include <optional>
#include <random>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

inline constexpr absl::Duration kWebhookPauseMax = absl::Minutes(5);

// Gives the pauses of one series of attempts: doubling from a second to five
// minutes, each drawn from the upper half.
//
// Threads: one at a time.
class WebhookPacer {
 public:
  // Draws from the system's randomness, or from `seed` in tests.
  WebhookPacer();
  explicit WebhookPacer(uint64_t seed);

  // Returns the next pause. `asked` is the receiver's Retry-After: the pause is
  // no shorter, and still not over five minutes.
  absl::Duration Next(std::optional<absl::Duration> asked);

  // Starts again at the shortest pause; call it after a success.
  void Reset() { attempts_ = 0; }

 private:
  std::mt19937_64 random_;
  int attempts_ = 0;
};

// Parses a Retry-After: seconds, or a date as HTTP writes it (RFC
// 9110, 10.2.3). Input: untrusted. Absent for anything else; not negative.
// Threads: pure function.
std::optional<absl::Duration> ParseRetryAfter(absl::string_view text,
                                              absl::Time now);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEBHOOK_PACER_H_
