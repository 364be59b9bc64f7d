#include "service/base/wipe.h"

#include <sodium.h>

namespace winnow {

void Wipe(std::string& text) noexcept {
  // Growing to the capacity never allocates, so it never throws.
  text.resize(text.capacity());
  sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace winnow
