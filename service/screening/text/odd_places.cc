#include "service/screening/text/odd_places.h"

#include <algorithm>
#include <cstring>

namespace winnow {
namespace {

// What a character is, in bits, so that many are looked at together.
constexpr uint8_t kLetter = 1;
constexpr uint8_t kCapital = 2;
constexpr uint8_t kDigit = 4;
constexpr uint8_t kUnitSign = 8;     // @ and $, which may stand alone
constexpr uint8_t kInsideSign = 16;  // ! and |, which may not
constexpr uint8_t kUnit = kLetter | kDigit | kUnitSign;
constexpr uint8_t kToken = kUnit | kInsideSign;

// Sixteen characters at a time: GCC and Clang make vector code of these for any
// processor.
using Bytes = uint8_t __attribute__((vector_size(16)));

Bytes LoadBytes(const uint8_t* at) {
  Bytes bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

// All bits of the bytes where a comparison holds.
template <typename Comparison>
Bytes Where(Comparison holds) {
  return reinterpret_cast<Bytes>(holds);
}

Bytes KindsOf(Bytes c) {
  const Bytes letter = Where((c | 0x20) - 'a' < 26);
  const Bytes capital = Where(c - 'A' < 26);
  const Bytes digit = Where(c - '0' < 10);
  const Bytes unit_sign = Where(c == '@') | Where(c == '$');
  const Bytes inside_sign = Where(c == '!') | Where(c == '|');
  return (letter & kLetter) | (capital & kCapital) | (digit & kDigit) |
         (unit_sign & kUnitSign) | (inside_sign & kInsideSign);
}

}  // namespace

void OddPlaces::Look(size_t begin) {
  const size_t size = std::min(kPieceBytes, text_.size() - begin);
  // With the characters before and behind it.
  uint8_t c[kPieceBytes + sizeof(Bytes)] = {};
  if (begin > 0) c[0] = static_cast<uint8_t>(text_[begin - 1]);
  const size_t more = begin + size < text_.size() ? 1 : 0;
  std::memcpy(c + 1, text_.data() + begin, size + more);
  uint8_t kinds[sizeof c];
  for (size_t i = 0; i < sizeof c; i += sizeof(Bytes)) {
    const Bytes of = KindsOf(LoadBytes(c + i));
    std::memcpy(kinds + i, &of, sizeof of);
  }
  for (size_t i = 0; i < kPieceBytes; i += sizeof(Bytes)) {
    const Bytes at = LoadBytes(c + i + 1);
    const Bytes next = LoadBytes(c + i + 2);
    const Bytes kind = LoadBytes(kinds + i + 1);
    const Bytes kind_next = LoadBytes(kinds + i + 2);
    const Bytes kinds_beside = LoadBytes(kinds + i) | kind_next;
    const Bytes is_doubled =
        Where((at | 0x20) == (next | 0x20)) & Where((kind & kLetter) != 0);
    const Bytes is_mixed = Where((kind & kToken) != 0) &
                           Where((kind_next & kToken) != 0) &
                           Where(((kind ^ kind_next) & kLetter) != 0);
    // An I that may be an l, an l that may be an I.
    const Bytes is_i = Where(at == 'I');
    const Bytes is_l = Where(at == 'l') & Where((kinds_beside & kCapital) != 0);
    const Bytes is_word_alone = (Where(at == '1') | Where(at == '4') |
                                 Where(at == '@') | Where(at == 'l')) &
                                Where((kinds_beside & kToken) == 0);
    const Bytes is_single =
        Where((kind & kUnit) != 0) & Where((kinds_beside & kUnit) == 0);
    const Bytes found =
        ((is_doubled | is_mixed | is_i | is_l | is_word_alone) & kOdd) |
        (is_single & kSingle);
    std::memcpy(&found_[i], &found, sizeof found);
  }
}

size_t OddPlaces::Next(size_t i) const {
  while (i < kPieceBytes) {
    uint64_t eight;
    std::memcpy(&eight, &found_[i & ~size_t{7}], sizeof eight);
    eight >>= 8 * (i & 7);
    if (eight != 0) {
      return i + static_cast<size_t>(__builtin_ctzll(eight)) / 8;
    }
    i = (i | 7) + 1;
  }
  return kPieceBytes;
}

}  // namespace winnow
