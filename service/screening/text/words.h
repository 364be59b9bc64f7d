// Where words begin and end, simply: a word is a run of letters, marks and
// digits, with apostrophes inside. In scripts that do not put spaces between
// words (Han, kana, Thai, Lao, Khmer, Burmese) every character is a word of its
// own. This is not UAX #29 segmentation: that costs microseconds a comment and
// a dictionary, and neither sketches nor word lists need it.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_WORDS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_WORDS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/string_view.h"

namespace winnow {

enum class CharacterKind : uint8_t {
  kOther,    // space, punctuation, symbols, emoji
  kWord,     // letters, marks, digits of scripts with spaces
  kUnspaced  // a letter of a script without spaces
};

CharacterKind KindOf(char32_t code_point);

// Returns up to eight bytes as a number, the first one lowest; zeros fill it
// up.
inline uint64_t NumberOf(absl::string_view bytes) {
  const char* const at = bytes.data();
  const size_t size = bytes.size();
  if (size >= 8) {
    uint64_t eight;
    std::memcpy(&eight, at, sizeof eight);
    return eight;
  }
  // Two halves that may overlap, for copying as many bytes as there are is a
  // call of a function.
  if (size >= 4) {
    uint32_t first;
    uint32_t last;
    std::memcpy(&first, at, sizeof first);
    std::memcpy(&last, at + size - sizeof last, sizeof last);
    return first | uint64_t{last} << 8 * (size - sizeof last);
  }
  uint64_t number = 0;
  for (size_t i = size; i-- > 0;) {
    number = number << 8 | static_cast<uint8_t>(at[i]);
  }
  return number;
}

// Reads the words of a text from left to right.
// Input: any bytes; those that are not UTF-8 belong to no word.
// Cost: linear, nothing allocated.
class WordReader {
 public:
  explicit WordReader(absl::string_view text) : text_(text) {}

  // Stores the next word, a piece of the text, or returns false at the end.
  bool Next(absl::string_view& word);

 private:
  absl::string_view text_;
  size_t position_ = 0;
};

// Returns the number of words, counting no further than `most`.
int CountWords(absl::string_view text, int most);

// Whether a word may begin or end at this offset: false only between two
// characters of one word. "spec|ialist" is no boundary; both ends of a text
// and both sides of a Chinese character are.
// Input: an offset of at most text.size(), between two code points.
bool IsWordBoundary(absl::string_view text, size_t offset);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_WORDS_H_
