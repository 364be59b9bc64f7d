// Short names that people read aloud and type: base32 of RFC 4648 in lower case
// without padding, five bits a character.

#ifndef WINNOW_SERVICE_PRIVACY_BASE32_H_
#define WINNOW_SERVICE_PRIVACY_BASE32_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// Encodes the first `characters` groups of five bits of `bytes`.
// Input: at least characters * 5 / 8 bytes, rounded up.
inline std::string ToBase32(absl::string_view bytes, size_t characters) {
  constexpr absl::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  std::string text;
  uint32_t bits = 0;
  int bits_held = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<uint8_t>(byte);
    bits_held += 8;
    while (bits_held >= 5 && text.size() < characters) {
      bits_held -= 5;
      text.push_back(kLetters[bits >> bits_held & 31]);
    }
  }
  return text;
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_BASE32_H_
