// The few questions about UTF-8 that need no table of characters.
//
// Threads: pure functions. Cost: linear, no allocation unless noted.

#ifndef WINNOW_SERVICE_BASE_UTF8_H_
#define WINNOW_SERVICE_BASE_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// Tells whether `text` is well-formed UTF-8 (Unicode 15, table 3-7): no
// surrogates, no overlong forms, nothing above U+10FFFF.
// Input: any bytes.
bool IsValidUtf8(absl::string_view text);

// Tells whether there are only bytes below 0x80.
// Input: any bytes. Cost: eight bytes at a time.
bool IsAscii(absl::string_view text);

// Counts code points. Input: valid UTF-8.
size_t CountCodePoints(absl::string_view text);

// Tells whether there is a C0 or C1 control character or U+007F.
// Input: valid UTF-8.
bool HasControlCharacters(absl::string_view text);

// Returns `text` without the characters HasControlCharacters() finds.
// Input: valid UTF-8. Cost: allocates the result.
std::string RemoveControlCharacters(absl::string_view text);

// Tells whether there is white space, of the kinds that TrimUnicodeSpace()
// lists. Input: valid UTF-8.
bool HasUnicodeSpace(absl::string_view text);

// Returns `text` without white space at both ends, as Unicode understands it:
// the ASCII spaces, U+0085, U+00A0, U+1680, U+2000–U+200A, U+2028, U+2029,
// U+202F, U+205F and U+3000, and the byte order mark U+FEFF.
// Input: valid UTF-8. The view is part of `text`.
absl::string_view TrimUnicodeSpace(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_UTF8_H_
