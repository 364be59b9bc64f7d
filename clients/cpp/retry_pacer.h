// How long to wait between attempts, and a name for a request that makes
// sending it twice safe.

#ifndef WINNOW_CLIENTS_CPP_RETRY_PACER_H_
#define WINNOW_CLIENTS_CPP_RETRY_PACER_H_

#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "absl/time/time.h"

namespace winnow {

// Gives the pauses of one series of attempts: doubling from 100 ms to 5 s, each
// drawn from the upper half, so that a thousand clients that lost the same
// server do not return in the same millisecond. Never shorter than what the
// server asked for.
//
// Threads: one at a time.
class RetryPacer {
 public:
  // Draws from the system's randomness, or from `seed` in tests.
  RetryPacer();
  explicit RetryPacer(uint64_t seed);

  // Returns the next pause. `asked` is the server's RetryInfo, if it sent one.
  absl::Duration Next(std::optional<absl::Duration> asked = std::nullopt);

  // Starts again at the shortest pause; call it after a success.
  void Reset() { attempts_ = 0; }

 private:
  std::mt19937_64 random_;
  int attempts_ = 0;
};

// Makes a request id: 32 hexadecimal digits from the system's randomness.
// Threads: any.
std::string NewRequestId();

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_RETRY_PACER_H_
