#include "clients/gateway/characters.h"

#include <unicode/utf8.h>

#include "absl/strings/ascii.h"

namespace winnow {
namespace {

// The rest is as in Latin-1.
constexpr unsigned char kFirst = 0x80;
constexpr unsigned char kLast = 0x9F;
constexpr uint16_t kMoved[kLast - kFirst + 1] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

}  // namespace

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

void AppendUtf8(uint32_t character, std::string& text) {
  char bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, character);
  text.append(bytes, static_cast<size_t>(length));
}

uint32_t Windows1252(unsigned char byte) {
  return byte >= kFirst && byte <= kLast ? kMoved[byte - kFirst] : byte;
}

}  // namespace winnow
