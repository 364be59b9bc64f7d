#include "service/screening/text/words.h"

#include <array>

#include "service/screening/text/code_points.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// What a byte says of its character, so that the common case needs no
// comparison.
enum ByteKind : uint8_t { kNoWord, kWordByte, kNotAscii };

constexpr std::array<ByteKind, 256> kBytes = [] {
  std::array<ByteKind, 256> table = {};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<size_t>(c)] = kWordByte;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<size_t>(c)] = kWordByte;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<size_t>(c)] = kWordByte;
  for (size_t byte = 0x80; byte < table.size(); ++byte) table[byte] = kNotAscii;
  return table;
}();

// Skips a run of bytes of one kind.
size_t Skip(absl::string_view text, size_t at, ByteKind kind) {
  while (at < text.size() && kBytes[static_cast<uint8_t>(text[at])] == kind) {
    ++at;
  }
  return at;
}

CharacterKind KindBefore(absl::string_view text, size_t offset) {
  const auto last = static_cast<uint8_t>(text[offset - 1]);
  if (last < 0x80) return KindOf(last);
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  auto position = static_cast<int32_t>(offset);
  UChar32 value;
  U8_PREV_OR_FFFD(bytes, 0, position, value);
  return KindOf(static_cast<char32_t>(value));
}

bool IsApostrophe(char32_t c) { return c == U'\'' || c == U'’'; }

bool IsUnspaced(char32_t c) {
  if (c < 0x0E00) return false;
  return c <= 0x0EFF ||                   // Thai, Lao
         (c >= 0x1000 && c <= 0x109F) ||  // Burmese
         (c >= 0x1780 && c <= 0x17FF) ||  // Khmer
         (c >= 0x3005 && c <= 0x312F) ||  // kana, bopomofo, iteration marks
         (c >= 0x31F0 && c <= 0x31FF) ||  // kana extensions
         (c >= 0x3400 && c <= 0x4DBF) ||  // Han
         (c >= 0x4E00 && c <= 0x9FFF) ||  //
         (c >= 0xF900 && c <= 0xFAFF) ||  //
         (c >= 0x20000 && c <= 0x3FFFF);
}

}  // namespace

CharacterKind KindOf(char32_t c) {
  if (c < 0x80) {
    return kBytes[c] == kWordByte ? CharacterKind::kWord
                                  : CharacterKind::kOther;
  }
  const auto point = static_cast<UChar32>(c);
  if ((U_GET_GC_MASK(point) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) == 0) {
    return CharacterKind::kOther;
  }
  return IsUnspaced(c) ? CharacterKind::kUnspaced : CharacterKind::kWord;
}

bool WordReader::Next(absl::string_view& word) {
  while ((position_ = Skip(text_, position_, kNoWord)) < text_.size()) {
    const size_t begin = position_;
    CodePoint c = CodePointAt(text_, begin);
    position_ = c.end;
    const CharacterKind kind =
        c.value < 0x80 ? CharacterKind::kWord : KindOf(c.value);
    if (kind == CharacterKind::kOther) continue;
    if (kind == CharacterKind::kWord) {
      while ((position_ = Skip(text_, position_, kWordByte)) < text_.size()) {
        const char next = text_[position_];
        if (static_cast<uint8_t>(next) < 0x80 && next != '\'') break;
        c = CodePointAt(text_, position_);
        // An apostrophe belongs to the word when a letter follows.
        if (IsApostrophe(c.value) && c.end < text_.size()) {
          c = CodePointAt(text_, c.end);
        }
        if (KindOf(c.value) != CharacterKind::kWord) break;
        position_ = c.end;
      }
    }
    word = text_.substr(begin, position_ - begin);
    return true;
  }
  return false;
}

int CountWords(absl::string_view text, int most) {
  WordReader words(text);
  absl::string_view word;
  int count = 0;
  while (count < most && words.Next(word)) ++count;
  return count;
}

bool IsWordBoundary(absl::string_view text, size_t offset) {
  if (offset == 0 || offset >= text.size()) return true;
  return KindBefore(text, offset) != CharacterKind::kWord ||
         KindOf(CodePointAt(text, offset).value) != CharacterKind::kWord;
}

}  // namespace winnow
