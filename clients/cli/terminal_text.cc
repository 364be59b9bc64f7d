#include "clients/cli/terminal_text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr absl::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

// Reads one code point; a negative one stands for bytes that are not UTF-8.
UChar32 NextCodePoint(absl::string_view text, size_t& at) {
  int32_t i = static_cast<int32_t>(at);
  UChar32 c = 0;
  U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), i,
          static_cast<int32_t>(text.size()), c);
  at = static_cast<size_t>(i);
  return c;
}

bool IsDangerous(UChar32 c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) ||  // also bytes not UTF-8
         (c >= 0x2028 && c <= 0x202E) ||          // separators, embeddings
         (c >= 0x2066 && c <= 0x206F) ||          // isolates, old formats
         (c >= 0xFFF9 && c <= 0xFFFB) ||          // interlinear annotation
         (c >= 0xE0000 && c <= 0xE0FFF) ||        // tags
         (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

bool IsInvisible(UChar32 c) {
  return c == 0xAD || c == 0x61C || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2060 && c <= 0x2065) || c == 0xFEFF;
}

bool JoinsThePreviousOne(UChar32 c) {
  const auto type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
         type == U_FORMAT_CHAR;
}

int WidthOf(UChar32 c) {
  if (c < 0x300) return 1;
  if (JoinsThePreviousOne(c)) return 0;
  // The middle and end letters of a Korean syllable join the first.
  if (c >= 0x1160 && c <= 0x11FF) return 0;
  const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string SanitizeText(absl::string_view text, Lines lines) {
  std::string safe;
  safe.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const UChar32 c = NextCodePoint(text, at);
    if (c == '\t' || (c == '\n' && lines == Lines::kOne)) {
      safe.push_back(' ');
    } else if (c == '\n') {
      safe.push_back('\n');
    } else if (IsDangerous(c)) {
      absl::StrAppend(&safe, kReplacement);
    } else if (!IsInvisible(c)) {
      absl::StrAppend(&safe, text.substr(begin, at - begin));
    }
  }
  return safe;
}

int DisplayWidth(absl::string_view text) {
  int width = 0;
  for (size_t at = 0; at < text.size();)
    width += WidthOf(NextCodePoint(text, at));
  return width;
}

std::string FitToWidth(absl::string_view text, int columns) {
  int width = 0;
  size_t cut = 0;  // where the text ends if an ellipsis must follow
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const int added = WidthOf(NextCodePoint(text, at));
    if (added > 0 && width <= columns - 1) cut = begin;
    width += added;
    if (width > columns) return absl::StrCat(text.substr(0, cut), kEllipsis);
  }
  return std::string(text);
}

}  // namespace winnow
