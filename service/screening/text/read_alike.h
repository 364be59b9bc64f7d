// Whether a text goes on with a word, or with what squeezes to it, without
// squeezing either of them.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_READ_ALIKE_H_
#define WINNOW_SERVICE_SCREENING_TEXT_READ_ALIKE_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "service/screening/text/spelling.h"

namespace winnow {

// Characters one after the other, and zero behind the last one.
struct Forwards {
  explicit Forwards(absl::string_view of) : text(of) {}
  char operator()(size_t i) const { return i < text.size() ? text[i] : '\0'; }
  absl::string_view text;
};

// The same from the end on.
struct Backwards {
  explicit Backwards(absl::string_view of) : text(of) {}
  char operator()(size_t i) const {
    return i < text.size() ? text[text.size() - 1 - i] : '\0';
  }
  absl::string_view text;
};

// What a character of a word is read as when it is squeezed.
inline char ReadAs(char c) {
  const auto byte = static_cast<uint8_t>(c);
  const char read = byte < 0x80 ? Spelling::kTokenReadAs[byte] : '\0';
  return read != '\0' ? read : c;
}

// Whether the text goes on at `at` with the word; then `at` is moved behind it.
// Single letters, "y o u", are believed to go on.
// Input: both in one direction, folded; the word without a zero in it.
// Cost: linear in the word and the letters that are stretched.
template <typename Direction>
bool GoesOnWith(const Direction& text, const Direction& word, size_t& at) {
  const size_t begin = at;
  for (size_t i = 0; word(i) != '\0';) {
    const char read = ReadAs(word(i));
    if (ReadAs(text(at)) != read) {
      return at == begin + 1 &&
             !absl::ascii_isalnum(static_cast<uint8_t>(text(at)));
    }
    do ++at;
    while (ReadAs(text(at)) == read);
    do ++i;
    while (ReadAs(word(i)) == read);
  }
  return true;
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_READ_ALIKE_H_
