// Random is the only source of unpredictable bytes: ids, tokens, keys, jitter.
//
// Threads: implementations may be called from any thread at once.

#ifndef WINNOW_SERVICE_BASE_RANDOM_H_
#define WINNOW_SERVICE_BASE_RANDOM_H_

#include <cstdint>
#include <span>

namespace winnow {

class Random {
 public:
  virtual ~Random() = default;

  // Overwrites all of `bytes` with random bytes.
  // Cost: one system call for up to 256 bytes with SystemRandom().
  virtual void Fill(std::span<uint8_t> bytes) = 0;
};

// Returns the operating system's generator through libsodium; its bytes are fit
// for keys. It lives as long as the process.
// Errors: ends the process when the system has no source of randomness, since
// nothing safe can be done without one.
Random& SystemRandom();

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_RANDOM_H_
