// One word as the classifier reads it, and what can be said of it alone.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_READ_WORD_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_READ_WORD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

// Characters of a word that are read; what is longer is no word.
inline constexpr size_t kWordLettersRead = 40;

// One word with a mark at both ends.
struct Word {
  std::array<char32_t, kWordLettersRead + 2> letters;
  size_t size = 0;  // without the marks
  ByteRange range;  // where it stands
  uint64_t hash = 0;

  std::u32string_view text() const { return {&letters[1], size}; }
};

// Marks the ends, and makes one number what another of its length is.
void CloseWord(Word& word);

// Whether the letters of a word may hide another one: s1ut, fuuuck.
bool LooksDisguised(const Word& word);

// The same of a stretch of text that squeezes to one word: f.u.c.k.
bool LooksDisguised(absl::string_view stretch);

// Words that change what the next ones mean, "not … an idiot", "you … idiot",
// "I … idiot", open a scope, in which every word is a feature of its own,
// however far from the one that opened it. (For negation: Das and Chen 2001.)
inline constexpr size_t kScopeCount = 3;

// How many more words stand within each scope.
using Scopes = std::array<uint8_t, kScopeCount>;

// Returns the scope that the word opened: kScopeOfYou and others; kScopeCount
// for none.
size_t OpenScopes(const Word& word, Scopes& scopes);
inline constexpr size_t kScopeOfYou = 1;

inline bool IsAsciiLetter(char32_t c) { return (c | 0x20) - 'a' < 26; }

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_READ_WORD_H_
