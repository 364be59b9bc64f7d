// Characters that normalization leaves alone whatever stands beside them, and
// whose small letter is as long: most letters of most scripts, Han, and the
// quotation marks of telephones. A text of nothing else needs no normalizer.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_PLAIN_LETTERS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_PLAIN_LETTERS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

// Folds a text that has only such characters, which is NFKC then: stores its
// NFKC_Casefold and the way back, and returns true; else returns false, and
// what is stored means nothing.
// Input: any bytes.
// Cost: linear, 1 ns a byte; the first call in a process makes a table in
// 10 ms.
bool FoldPlain(absl::string_view text, std::string& folded, OffsetMap& map);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_PLAIN_LETTERS_H_
