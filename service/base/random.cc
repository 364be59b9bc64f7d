#include "service/base/random.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace winnow {
namespace {

// The kernel is asked for several wants at once: it takes a system call, and a
// comment wants twice. What was given away is wiped here.
struct Pool {
  Pool() = default;
  ~Pool() { sodium_memzero(bytes.data(), bytes.size()); }

  std::array<uint8_t, 512> bytes;
  size_t left = 0;
};

class SodiumRandom final : public Random {
 public:
  void Fill(std::span<uint8_t> bytes) override {
    thread_local Pool pool;
    if (bytes.size() > pool.bytes.size()) {
      randombytes_buf(bytes.data(), bytes.size());
      return;
    }
    if (bytes.size() > pool.left) {
      pool.left = pool.bytes.size();
      randombytes_buf(pool.bytes.data(), pool.left);
    }
    pool.left -= bytes.size();
    uint8_t* const taken = pool.bytes.data() + pool.left;
    std::copy_n(taken, bytes.size(), bytes.data());
    sodium_memzero(taken, bytes.size());
  }
};

}  // namespace

Random& SystemRandom() {
  static SodiumRandom* const random = [] {
    if (sodium_init() < 0) abort();
    return new SodiumRandom;
  }();
  return *random;
}

}  // namespace winnow
