// A comment's text on the terminal, with the words that caused a signal
// underlined.

#ifndef WINNOW_CLIENTS_CLI_MARKED_TEXT_H_
#define WINNOW_CLIENTS_CLI_MARKED_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

// A stretch of bytes of the original text, end exclusive.
struct MarkedSpan {
  size_t begin = 0;
  size_t end = 0;
};

// How marks are shown.
enum class Marks {
  kUnderline,  // the terminal's underline
  kTildes,     // a line of `~` under the line
};

// Returns the text sanitized, broken into lines of at most `columns` (0: as it
// is), each with `indent` before it and a line end after it.
// Input: any bytes; spans may overlap, be unordered, and outside the text.
std::string RenderMarkedText(absl::string_view text,
                             std::vector<MarkedSpan> spans, int columns,
                             absl::string_view indent, Marks marks);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_MARKED_TEXT_H_
