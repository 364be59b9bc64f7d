// A text in sentences, as offsets that browsers and Perspective's clients
// count: UTF-16 code units.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_SENTENCES_H_
#define WINNOW_CLIENTS_GATEWAY_SENTENCES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

// Part of a text, end exclusive, without white space around it.
struct Sentence {
  int begin = 0;  // in UTF-16 code units
  int end = 0;
  std::string text = {};  // UTF-8
};

// Returns how long a text is in UTF-16 code units. Input: UTF-8.
int Utf16Length(absl::string_view text);

// Returns the sentences of a text (UAX #29), neighbors taken together so that
// there are at most `count_max`; none for white space alone.
// Input: UTF-8, a few megabytes at most; count_max at least 1.
// Cost: 10 µs a kilobyte.
std::vector<Sentence> SplitSentences(absl::string_view text, size_t count_max);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_SENTENCES_H_
