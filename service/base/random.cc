#include "service/base/random.h"

#include <sodium.h>

#include <cstdlib>

namespace winnow {
namespace {

class SodiumRandom final : public Random {
 public:
  void Fill(std::span<uint8_t> bytes) override {
    randombytes_buf(bytes.data(), bytes.size());
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
