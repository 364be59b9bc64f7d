// Which language a text is in: by its script, by letters only one language has
// and by its commonest words. Modest on purpose: enough to ask a list only of
// its own language and to tell a site about texts in none of its languages.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_LANGUAGE_H_
#define WINNOW_SERVICE_SCREENING_TEXT_LANGUAGE_H_

#include "absl/strings/string_view.h"

namespace winnow {

// The language of a text that does not tell, as ISO 639 has it.
inline constexpr absl::string_view kUndetermined = "und";

// Returns the language as BCP 47 with the language alone ("en", "zh"), or
// kUndetermined for texts that are too short, mixed or in a language not known
// here. It lives as long as the process.
// Input: a folded text, any bytes; only its beginning is read.
// Cost: bounded; 0.5 µs in ASCII, 1 µs in other scripts.
absl::string_view DetectLanguage(absl::string_view folded);

// Whether this has the shape of BCP 47: subtags of 1 to 8 letters or digits,
// the first of at least 2 letters, and at most 35 bytes (RFC 5646, 4.4.1).
bool IsLanguageTag(absl::string_view tag);

// Whether two tags name one language, whatever their script and region: "pt"
// and "pt-BR", "no" and "nb". Undetermined is like nothing.
// Input: BCP 47, in any case.
bool IsSameLanguage(absl::string_view a, absl::string_view b);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_LANGUAGE_H_
