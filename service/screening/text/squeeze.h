// Squeezing takes the disguise off a word without knowing which word it is, so
// that one search finds all its spellings:
//
//   sh1t, $hit          shit     digits and signs for letters, in a word that
//                                has letters too
//   fuuuck, ffuucckk    fuck     runs of one letter become one
//   f.u.c.k, f u c k    fuck     single characters, three or more, apart alike
//   gllt, gi1t          giit     i, l, 1, ! and | are one letter
//
// It is a key to search by and no more: "good" and "god", "kill" and "kiii" are
// one to it. Terms are squeezed alike, and what is found is then compared with
// what the reader wrote (disguise.h).

#ifndef WINNOW_SERVICE_SCREENING_TEXT_SQUEEZE_H_
#define WINNOW_SERVICE_SCREENING_TEXT_SQUEEZE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

// Returns the text squeezed, and fills `map` with the way back.
// Input: a skeleton, or folded ASCII.
// Cost: linear, 4 ns a byte.
std::string Squeeze(absl::string_view skeleton, OffsetMap& map);

// Whether a digit or a sign may stand for this letter: `1` for i and l.
// Input: both as skeletons have them; any characters.
bool StandsForLetter(char32_t sign, char32_t letter);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_SQUEEZE_H_
