// Compares a word or phrase letter by letter with one that may be written with
// other signs, more letters or gaps, and counts what was done to it.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_LETTER_MATCH_H_
#define WINNOW_SERVICE_SCREENING_TEXT_LETTER_MATCH_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace winnow {

struct LetterMatch {
  int words = 0;      // of the term
  int letters = 0;    // of the term
  int runs = 0;       // of equal ones among them
  int plain = 0;      // written as themselves
  int digits = 0;     // written as digits
  int signs = 0;      // written as signs
  int stretched = 0;  // runs of three and more that are longer than they are
  int doubled = 0;    // two for one
  // Letters that a term needs for one of these to mean anything; of several the
  // fewest.
  int doubled_letters_min = 0;
  int doubled_runs = 0;  // runs at least twice as long as they are
  int gaps = 0;          // inside words
  int capital_i = 0;     // an i for an l: a capital I, it is hoped
  int small_l = 0;       // an l for an i: among capitals, it is hoped
};

// Returns how `written` is a spelling of `term`, or nothing if it is none.
// Input: both skeletons; of the term `*` at the end of a word stands for the
// rest of it.
// Cost: linear but for texts of digits only; bounded by a few thousand steps.
std::optional<LetterMatch> MatchLetters(absl::string_view written,
                                        absl::string_view term);

// Whether few languages double this letter, or begin a word with it twice.
bool IsRareDouble(char32_t letter, bool is_first);

// Whether what was done to the word is enough to think that it was meant:
// "shhit" and "5h1t" are, "Bonner" for "boner" and "A55" are not.
bool IsPlausible(const LetterMatch& match);

// Whether anything was done to it.
bool IsDisguised(const LetterMatch& match);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_LETTER_MATCH_H_
