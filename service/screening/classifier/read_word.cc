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

constexpr size_t kOpenerLettersMax = 9;

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

bool SpeaksToYou(const Word& word) {
  static constexpr std::u32string_view kWords[] = {
      U"you",  U"your", U"u",   U"ur",  U"youre", U"you're", U"yourself",
      U"du",   U"dich", U"dir", U"ihr", U"tu",    U"vous",   U"toi",
      U"voce", U"vc",   U"ty",  U"sei", U"eres",  U"usted"};
  return std::find(std::begin(kWords), std::end(kWords), word.text()) !=
         std::end(kWords);
}

void OpenScopes(const Word& word, Scopes& scopes) {
  if (word.size > kOpenerLettersMax) return;
  const std::u32string_view letters = word.text();
  for (size_t i = 0; i < kScopeCount; ++i) {
    for (const std::u32string_view opener : kScopes[i].openers) {
      if (opener.empty()) break;
      if (opener == letters) scopes[i] = kScopes[i].words;
    }
  }
}

}  // namespace winnow
