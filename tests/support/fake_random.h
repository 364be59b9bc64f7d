// Random bytes that are the same for the same seed, so that a failing test
// fails again.
//
// Threads: any thread may draw; the order of threads is then the test's worry.

#ifndef WINNOW_TESTS_SUPPORT_FAKE_RANDOM_H_
#define WINNOW_TESTS_SUPPORT_FAKE_RANDOM_H_

#include <cstdint>
#include <mutex>
#include <random>
#include <span>

#include "service/base/random.h"

namespace winnow {

class FakeRandom final : public Random {
 public:
  explicit FakeRandom(uint64_t seed = 1) : engine_(seed) {}

  void Fill(std::span<uint8_t> bytes) override {
    std::lock_guard lock(mutex_);
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(engine_() >> 56);
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_FAKE_RANDOM_H_
