// Reader text on a terminal: what may reach it, and how wide it is there.
//
// A comment can hold escape sequences that move the cursor, rename the window
// or paste commands, and marks that turn the order of what follows. None of it
// is ever written to a terminal.
//
// Threads: pure functions. Cost: linear.

#ifndef WINNOW_CLIENTS_CLI_TERMINAL_TEXT_H_
#define WINNOW_CLIENTS_CLI_TERMINAL_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// What becomes of line ends and tabs.
enum class Lines {
  kOne,   // each becomes a space: for a table's cell
  kKept,  // `\n` stays, a tab becomes a space: for a comment's body
};

// Returns text that is safe to print. Control characters (C0, U+007F, C1), the
// marks that embed, override or isolate directions, line and paragraph
// separators, tag characters and bytes that are not UTF-8 become U+FFFD, one
// for one. Marks without a visible form (U+00AD, U+061C, U+200B, U+200E,
// U+200F, U+2060–U+2064, U+FEFF) are left out. Joiners stay: emoji and Persian
// need them. Input: any bytes.
std::string SanitizeText(absl::string_view text, Lines lines);

// Columns that a text takes on a terminal: 2 for East Asian wide characters and
// emoji, 0 for combining marks and joiners, else 1.
// Input: sanitized text without line ends.
int DisplayWidth(absl::string_view text);

// Returns the longest beginning that fits into `columns`, never cutting a
// letter from its combining marks, with `…` at the end if something is missing.
// Input: sanitized text without line ends; columns >= 1.
std::string FitToWidth(absl::string_view text, int columns);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_TERMINAL_TEXT_H_
