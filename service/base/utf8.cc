#include "service/base/utf8.h"

#include <cstring>

namespace winnow {
namespace {

// Bytes of the well-formed sequence at the start of `text`; 0: there is none.
size_t SequenceBytes(absl::string_view text) {
  const auto at = [text](size_t i) {
    return i < text.size() ? static_cast<uint8_t>(text[i]) : uint8_t{0};
  };
  const auto is_tail = [at](size_t i) { return (at(i) & 0xC0) == 0x80; };
  const uint8_t lead = at(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return is_tail(1) ? 2 : 0;
  // The second byte's range is what shuts out overlong forms, surrogates and
  // numbers past U+10FFFF.
  const uint8_t second = at(1);
  if (lead < 0xF0) {
    const uint8_t low = lead == 0xE0 ? 0xA0 : 0x80;
    const uint8_t high = lead == 0xED ? 0x9F : 0xBF;
    return second >= low && second <= high && is_tail(2) ? 3 : 0;
  }
  if (lead < 0xF5) {
    const uint8_t low = lead == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = lead == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

// Bytes of the control character at the start of valid UTF-8; 0: it is none.
size_t ControlBytes(absl::string_view text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x20 || lead == 0x7F) return 1;
  if (lead == 0xC2 && static_cast<uint8_t>(text[1]) < 0xA0) return 2;
  return 0;
}

bool IsSpace(absl::string_view c) {
  switch (c.size()) {
    case 1:
      return c[0] == ' ' || (c[0] >= '\t' && c[0] <= '\r');
    case 2:
      return c == "\u00A0" || c == "\xC2\x85";
    case 3:
      return c == "\u1680" || (c >= "\u2000" && c <= "\u200A") ||
             c == "\u2028" || c == "\u2029" || c == "\u202F" || c == "\u205F" ||
             c == "\u3000" || c == "\uFEFF";
    default:
      return false;
  }
}

}  // namespace

bool IsValidUtf8(absl::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  while (!text.empty()) {
    // Most comments are ASCII: skip eight bytes at a time.
    while (text.size() >= sizeof(uint64_t)) {
      uint64_t word;
      memcpy(&word, text.data(), sizeof(word));
      if ((word & kHighBits) != 0) break;
      text.remove_prefix(sizeof(word));
    }
    if (text.empty()) break;
    const size_t bytes = SequenceBytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

bool IsAscii(absl::string_view text) {
  uint64_t seen = 0;
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof word);
    seen |= word;
  }
  for (; i < text.size(); ++i) seen |= static_cast<uint8_t>(text[i]);
  return (seen & 0x8080808080808080u) == 0;
}

size_t CountCodePoints(absl::string_view text) {
  size_t count = 0;
  for (const char byte : text) count += (byte & 0xC0) != 0x80;
  return count;
}

bool HasControlCharacters(absl::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    const bool may_be = byte < 0x20 || byte == 0x7F || byte == 0xC2;
    if (may_be && ControlBytes(text.substr(i)) != 0) return true;
  }
  return false;
}

std::string RemoveControlCharacters(absl::string_view text) {
  if (!HasControlCharacters(text)) return std::string(text);
  std::string kept;
  kept.reserve(text.size());
  while (!text.empty()) {
    const size_t bytes = ControlBytes(text);
    if (bytes == 0) kept.push_back(text[0]);
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return kept;
}

bool HasUnicodeSpace(absl::string_view text) {
  while (!text.empty()) {
    const size_t bytes = SequenceBytes(text);
    if (bytes == 0) return false;
    if (IsSpace(text.substr(0, bytes))) return true;
    text.remove_prefix(bytes);
  }
  return false;
}

absl::string_view TrimUnicodeSpace(absl::string_view text) {
  while (!text.empty()) {
    const size_t bytes = SequenceBytes(text);
    if (bytes == 0 || !IsSpace(text.substr(0, bytes))) break;
    text.remove_prefix(bytes);
  }
  while (!text.empty()) {
    size_t begin = text.size() - 1;
    while (begin > 0 && (text[begin] & 0xC0) == 0x80) --begin;
    if (!IsSpace(text.substr(begin))) break;
    text.remove_suffix(text.size() - begin);
  }
  return text;
}

}  // namespace winnow
