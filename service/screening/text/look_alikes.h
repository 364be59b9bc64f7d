// What each character looks like: its prototype by TR39 (Unicode Security
// Mechanisms), without case and marks, as far as readers take one for the
// other. A Cyrillic а, a Greek α, an ɑ, an á and a regional indicator A are all
// `a`. Arabic, Hebrew, Indic and East Asian letters only ever look like letters
// of their own script: their readers do not mix them with others.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_LOOK_ALIKES_H_
#define WINNOW_SERVICE_SCREENING_TEXT_LOOK_ALIKES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

// Returns the character that `c` looks like: lower case, no mark; 0 when `c` is
// a mark or a stretching character that is not looked at (vowel points, accents
// of a decomposed letter, kashida). Of ASCII only the case changes. The marks
// of Thai, Lao, Khmer and Burmese stay, since words hang on them alone.
// Input: any code point, of normalized text.
// Cost: a look-up; the first call in a process makes the table in 30 ms.
char32_t LookAlike(char32_t c);

// Returns the text as it looks, and fills `map` with the way back.
// Input: normalized UTF-8; bytes that are none become U+FFFD.
// Cost: linear, 3 ns a character.
std::string MakeSkeleton(absl::string_view normalized, OffsetMap& map);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_LOOK_ALIKES_H_
