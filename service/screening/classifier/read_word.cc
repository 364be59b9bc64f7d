#include "service/screening/classifier/read_word.h"

#include <algorithm>
#include <iterator>

namespace winnow {
namespace {

// Marks of a word's ends; no text has them.
constexpr char32_t kBegin = 1;
constexpr char32_t kEnd = 2;

bool IsDigit(char32_t c) { return c - '0' < 10; }

// Pairs of equal letters that no common word has: "fuuck".
bool IsRareDouble(char32_t c) {
  switch (c) {
    case 'a':
    case 'h':
    case 'i':
    case 'j':
    case 'k':
    case 'q':
    case 'u':
    case 'v':
    case 'w':
    case 'x':
    case 'y':
      return true;
    default:
      return false;
  }
}

struct ScopeWords {
  uint8_t words;  // how many words it reaches
  std::array<std::u32string_view, 24> openers;
};
constexpr ScopeWords kScopes[kScopeCount] = {
    {4, {U"not",   U"no",     U"never",    U"nobody",    U"none",    U"don't",
         U"dont",  U"isn't",  U"aren't",   U"doesn't",   U"didn't",  U"won't",
         U"can't", U"cannot", U"wouldn't", U"shouldn't", U"without", U"nicht",
         U"kein",  U"keine",  U"pas",      U"nao",       U"nie",     U"stop"}},
    {5,
     {U"you", U"your", U"u", U"ur", U"you're", U"youre", U"du", U"dein", U"ihr",
      U"tu", U"vous", U"voce", U"sua", U"seu", U"eres", U"sei"}},
    {4,
     {U"i", U"i'm", U"im", U"my", U"me", U"we", U"our", U"myself", U"ich",
      U"mein", U"je", U"eu", U"meu", U"minha"}},
};

// All openers by hash: every word of every text is looked for here.
class OpenerTable {
 public:
  OpenerTable() {
    for (size_t scope = 0; scope < kScopeCount; ++scope) {
      for (const std::u32string_view word : kScopes[scope].openers) {
        if (word.empty()) break;
        size_t at = Hash(word);
        while (!slots_[at].word.empty()) at = (at + 1) % kSlots;
        slots_[at] = {word, scope};
      }
    }
  }

  // Returns the scope that a word opens, or kScopeCount.
  size_t Find(std::u32string_view word) const {
    if (word.size() > kOpenerLettersMax) return kScopeCount;
    for (size_t at = Hash(word); !slots_[at].word.empty();
         at = (at + 1) % kSlots) {
      if (slots_[at].word == word) return slots_[at].scope;
    }
    return kScopeCount;
  }

 private:
  static constexpr size_t kOpenerLettersMax = 9;
  static constexpr size_t kSlots = 256;
  struct Slot {
    std::u32string_view word;
    size_t scope = kScopeCount;
  };

  static size_t Hash(std::u32string_view word) {
    uint32_t hash = 0;
    for (const char32_t c : word) hash = (hash + c) * 0x9E3779B1u;
    return hash >> 24;
  }

  std::array<Slot, kSlots> slots_;
};

}  // namespace

void CloseWord(Word& word) {
  bool is_number = true;
  for (size_t i = 1; i <= word.size && is_number; ++i) {
    is_number = IsDigit(word.letters[i]);
  }
  for (size_t i = 1; i <= word.size && is_number; ++i) word.letters[i] = '0';
  word.letters[0] = kBegin;
  word.letters[word.size + 1] = kEnd;
}

bool LooksDisguised(const Word& word) {
  bool has_letter = false;
  bool has_other = false;
  for (size_t i = 1; i <= word.size; ++i) {
    const char32_t c = word.letters[i];
    const char32_t before = word.letters[i - 1];
    has_letter = has_letter || IsAsciiLetter(c) || c >= 0x80;
    has_other = has_other || IsDigit(c);
    if (c != before) continue;
    if (IsRareDouble(c) || c == word.letters[i + 1]) return true;
  }
  return has_letter && has_other;
}

bool LooksDisguised(absl::string_view stretch) {
  bool has_letter = false;
  bool has_other = false;
  for (size_t i = 0; i < stretch.size(); ++i) {
    const auto c = static_cast<uint8_t>(stretch[i]);
    const bool is_letter = IsAsciiLetter(c) || c >= 0x80 || c == '\'';
    has_letter = has_letter || is_letter;
    has_other = has_other || !is_letter;
    if (i == 0 || stretch[i] != stretch[i - 1] || c >= 0x80) continue;
    if (IsRareDouble(c)) return true;
    if (i + 1 < stretch.size() && stretch[i + 1] == stretch[i]) return true;
  }
  return has_letter && has_other;
}

size_t OpenScopes(const Word& word, Scopes& scopes) {
  static const OpenerTable& openers = *new OpenerTable();
  const size_t scope = openers.Find(word.text());
  if (scope < kScopeCount) scopes[scope] = kScopes[scope].words;
  return scope;
}

}  // namespace winnow
