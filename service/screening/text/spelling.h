// What the characters of a word are read as when it is squeezed: digits and
// signs as letters, i and l as one. For those who need it inline.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_SPELLING_H_
#define WINNOW_SERVICE_SCREENING_TEXT_SPELLING_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "service/screening/text/code_points.h"
#include "service/screening/text/words.h"
#include "unicode/uchar.h"

namespace winnow {

// Names only.
struct Spelling {
  // What a digit or sign is read as; i also means l.
  static constexpr std::array<char, 128> kReadAs = [] {
    std::array<char, 128> table = {};
    table['0'] = 'o';
    table['1'] = 'i';
    table['3'] = 'e';
    table['4'] = 'a';
    table['5'] = 's';
    table['6'] = 'g';
    table['7'] = 't';
    table['8'] = 'b';
    table['9'] = 'g';
    table['@'] = 'a';
    table['$'] = 's';
    table['!'] = 'i';
    table['|'] = 'i';
    return table;
  }();

  enum class Ascii : uint8_t { kOther, kLower, kUpper, kDigit, kSign };

  static constexpr std::array<Ascii, 128> kAscii = [] {
    std::array<Ascii, 128> table = {};
    for (size_t c = 'a'; c <= 'z'; ++c) table[c] = Ascii::kLower;
    for (size_t c = 'A'; c <= 'Z'; ++c) table[c] = Ascii::kUpper;
    for (size_t c = '0'; c <= '9'; ++c) table[c] = Ascii::kDigit;
    for (const char c : {'@', '$', '!', '|'}) {
      table[static_cast<size_t>(c)] = Ascii::kSign;
    }
    return table;
  }();

  // By byte, so that the common case needs no comparison: what each ASCII
  // character of a token is read as, 0 where it ends the token.
  static constexpr std::array<char, 128> kTokenReadAs = [] {
    std::array<char, 128> table = {};
    for (size_t c = 0; c < table.size(); ++c) {
      if (kAscii[c] == Ascii::kOther) continue;
      table[c] = kReadAs[c] != 0 ? kReadAs[c] : static_cast<char>(c);
    }
    table['l'] = 'i';
    return table;
  }();

  static bool IsSign(char32_t c) {
    return c < 0x80 ? kAscii[c] == Ascii::kSign : c == U'€';
  }

  static bool IsWordCharacter(char32_t c) {
    if (c < 0x80)
      return kAscii[c] != Ascii::kOther && kAscii[c] != Ascii::kSign;
    return KindOf(c) == CharacterKind::kWord;
  }

  static bool IsLetter(char32_t c) {
    if (c < 0x80) {
      return kAscii[c] == Ascii::kLower || kAscii[c] == Ascii::kUpper;
    }
    return u_isalpha(static_cast<UChar32>(c)) && IsWordCharacter(c);
  }

  static char32_t ReadAs(char32_t c) {
    if (c < 0x80) {
      const char read = kTokenReadAs[c];
      return read != 0 ? static_cast<char32_t>(read) : c;
    }
    return c == U'€' ? U'e' : c;
  }
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_SPELLING_H_
