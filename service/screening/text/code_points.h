// Reading UTF-8 a code point at a time. Bytes that are not UTF-8 read as
// U+FFFD.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_CODE_POINTS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_CODE_POINTS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "unicode/utf8.h"

namespace winnow {

struct CodePoint {
  char32_t value;
  size_t end;  // offset behind it
};

// Input: an offset below text.size().
inline CodePoint CodePointAt(absl::string_view text, size_t offset) {
  const auto first = static_cast<uint8_t>(text[offset]);
  if (first < 0x80) return {first, offset + 1};
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  auto next = static_cast<int32_t>(offset);
  UChar32 value;
  U8_NEXT_OR_FFFD(bytes, next, static_cast<int32_t>(text.size()), value);
  return {static_cast<char32_t>(value), static_cast<size_t>(next)};
}

// For short texts: four bytes a character.
inline std::u32string DecodeUtf8(absl::string_view text) {
  std::u32string points;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    points += c.value;
    at = c.end;
  }
  return points;
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_CODE_POINTS_H_
