#include "service/screening/text/spellings.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "service/base/utf8.h"
#include "service/screening/text/code_points.h"
#include "service/screening/text/disguise.h"
#include "service/screening/text/look_alikes.h"
#include "service/screening/text/odd_places.h"
#include "service/screening/text/read_alike.h"
#include "service/screening/text/words.h"

namespace winnow {
namespace {

// As in squeeze.cc: single characters are joined from three on, at most four
// bytes apart, which may be four characters that look like ASCII.
constexpr size_t kSinglesMin = 3;
constexpr size_t kGapBytesMax = 16;
// More of them in a row are looked at the long way.
constexpr size_t kSinglesMax = 32;

// Shorter words are found among any three single letters.
constexpr size_t kApartLettersMin = 3;

constexpr uint64_t kHashStart = 14695981039346656037u;  // FNV-1a

uint64_t Add(uint64_t hash, char c) {
  return (hash ^ static_cast<uint8_t>(c)) * 1099511628211u;
}

bool IsToken(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return byte < 0x80 && Spelling::kAscii[byte] != Spelling::Ascii::kOther;
}

// What squeezing makes of a token: as Squeezer::AddAscii.
class TokenReader {
 public:
  // Takes the next character; false if it vanishes in the one before it.
  bool Take(char lower) {
    const char read = ReadAs(lower);
    if (read == last_ && read >= 'a') return false;
    last_ = read;
    hash_ = Add(hash_, read);
    return true;
  }

  uint64_t hash() const { return hash_; }

 private:
  uint64_t hash_ = kHashStart;
  char last_ = 0;
};

bool HasLetter(absl::string_view token) {
  return std::any_of(token.begin(), token.end(), absl::ascii_isalpha);
}

// The part of a token that is squeezed; empty if none is.
absl::string_view SqueezedPart(absl::string_view token) {
  if (!HasLetter(token)) {
    const bool is_alone =
        token.size() == 1 && (token == "1" || token == "4" || token == "@");
    return is_alone ? token : absl::string_view();
  }
  while (token.back() == '!' || token.back() == '|') token.remove_suffix(1);
  return token;
}

// Whether a token may be a word in disguise.
// Input: they squeeze to the same; of a prefix, what the token begins with.
bool MayStandFor(absl::string_view token, absl::string_view word,
                 bool is_prefix) {
  const bool has_capitals =
      std::any_of(token.begin(), token.end(), absl::ascii_isupper);
  size_t at = 0;
  bool is_same = true;
  for (size_t i = 0; i < word.size();) {
    // The letters of both that squeeze to one.
    const char read = ReadAs(word[i]);
    size_t end = at;
    size_t next = i;
    const auto is_run = [read](char c) {
      return ReadAs(absl::ascii_tolower(c)) == read;
    };
    while (end < token.size() && is_run(token[end])) ++end;
    while (next < word.size() && is_run(word[next])) ++next;
    const absl::string_view written = token.substr(at, end - at);
    const absl::string_view wanted = word.substr(i, next - i);
    if (written.size() < wanted.size()) return false;
    for (const char c : wanted) {
      // Signs and digits of a listed word are no letters.
      if (!absl::ascii_isalpha(c) && !absl::StrContains(written, c)) {
        return false;
      }
    }
    const auto are_all = [wanted](char letter) {
      return wanted.find_first_not_of(letter) == absl::string_view::npos;
    };
    if (are_all('l') && absl::StrContains(written, 'i')) return false;
    if (are_all('i') && absl::StrContains(written, 'l') && !has_capitals &&
        token.size() > 1) {
      return false;
    }
    const bool is_last = next == word.size();
    const size_t compared = is_last && is_prefix ? wanted.size() : SIZE_MAX;
    is_same =
        is_same && absl::EqualsIgnoreCase(written.substr(0, compared), wanted);
    at = end;
    i = next;
  }
  return !is_same;
}

// Whether a text has characters outside ASCII that are, or look like, part of a
// word. Quotation marks, dashes and emoji are not, nor is Han, which squeezing
// leaves alone.
bool HasOtherLetters(absl::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = CodePointAt(text, at);
    at = c.end;
    if (c.value < 0x80) continue;
    const char32_t look = LookAlike(c.value);
    const CharacterKind kind = KindOf(look);
    if (look == 0 || Spelling::IsSign(look) || kind == CharacterKind::kWord ||
        (kind == CharacterKind::kUnspaced && look != c.value)) {
      return true;
    }
  }
  return false;
}

}  // namespace

void Spellings::Add(absl::string_view word, bool is_prefix) {
  const std::string look = Skeleton(word);
  AddLook(look, is_prefix);
  // Capitals of ASCII look like their small letters here.
  const std::string of_capitals = Skeleton(Upper(word));
  if (of_capitals != look) AddLook(of_capitals, is_prefix);
}

void Spellings::AddLook(absl::string_view look, bool is_prefix) {
  if (!IsAscii(look)) return;
  std::vector<uint64_t> short_tokens;
  bool has_long = false;
  for (size_t begin = 0; begin < look.size();) {
    size_t end = begin;
    while (end < look.size() && IsToken(look[end])) ++end;
    const absl::string_view token =
        SqueezedPart(look.substr(begin, end - begin));
    const bool is_last = end == look.size();
    begin = end + 1;
    if (token.empty()) continue;
    TokenReader reader;
    for (const char c : token) reader.Take(c);
    Table& table = is_last && is_prefix ? prefixes_ : words_;
    std::vector<std::string>& spelled = table[reader.hash()];
    if (std::find(spelled.begin(), spelled.end(), token) == spelled.end()) {
      spelled.emplace_back(token);
    }
    if (token.size() >= kApartLettersMin) {
      has_long = true;
      apart_.insert(reader.hash());
    } else {
      short_tokens.push_back(reader.hash());
    }
  }
  if (!has_long) apart_.insert(short_tokens.begin(), short_tokens.end());
}

bool Spellings::IsOddWord(absl::string_view token) const {
  token = SqueezedPart(token);
  if (token.empty()) return false;
  const auto is_odd = [token](const Table& table, uint64_t key,
                              bool is_prefix) {
    const auto at = table.find(key);
    return at != table.end() &&
           std::any_of(at->second.begin(), at->second.end(),
                       [&](const std::string& word) {
                         return MayStandFor(token, word, is_prefix);
                       });
  };
  TokenReader reader;
  for (size_t i = 0; i < token.size(); ++i) {
    const uint64_t before = reader.hash();
    if (reader.Take(absl::ascii_tolower(token[i])) && i > 0 &&
        !prefixes_.empty() && is_odd(prefixes_, before, true)) {
      return true;
    }
  }
  return is_odd(prefixes_, reader.hash(), true) ||
         is_odd(words_, reader.hash(), false);
}

bool Spellings::HasWordOfSingles(absl::string_view ascii, size_t first,
                                 size_t last) const {
  std::array<char, kSinglesMax> singles;
  size_t size = 0;
  for (size_t i = first; i <= last; ++i) {
    if (!IsToken(ascii[i]) || ascii[i] == '!' || ascii[i] == '|') continue;
    if (size == singles.size()) return true;
    singles[size++] = absl::ascii_tolower(ascii[i]);
  }
  for (size_t begin = 0; begin < size; ++begin) {
    TokenReader reader;
    for (size_t i = begin; i < size; ++i) {
      if (reader.Take(singles[i]) && apart_.contains(reader.hash())) {
        return true;
      }
    }
  }
  return false;
}

bool Spellings::MayBeDisguised(const TextViews& views) const {
  if (!views.is_ascii() && (!views.normalized().is_original() ||
                            HasOtherLetters(views.original()))) {
    return true;
  }
  return MayBeDisguised(views.original());
}

bool Spellings::MayBeDisguised(absl::string_view ascii) const {
  OddPlaces places(ascii);
  size_t token_end = 0;  // of the token looked at last
  // The singles in a row.
  size_t first = 0;
  size_t last = 0;
  size_t count = 0;
  const auto is_break = [ascii](size_t begin, size_t end) {
    return end - begin > kGapBytesMax ||
           std::any_of(ascii.begin() + static_cast<ptrdiff_t>(begin),
                       ascii.begin() + static_cast<ptrdiff_t>(end),
                       absl::ascii_isalnum);
  };
  for (size_t begin = 0; begin < ascii.size();
       begin += OddPlaces::kPieceBytes) {
    places.Look(begin);
    for (size_t i = places.Next(0); i < OddPlaces::kPieceBytes;
         i = places.Next(i + 1)) {
      const size_t at = begin + i;
      if (places.IsOdd(i) && at >= token_end) {
        size_t token_begin = at;
        while (token_begin > token_end && IsToken(ascii[token_begin - 1])) {
          --token_begin;
        }
        token_end = at + 1;
        while (token_end < ascii.size() && IsToken(ascii[token_end])) {
          ++token_end;
        }
        if (IsOddWord(ascii.substr(token_begin, token_end - token_begin))) {
          return true;
        }
      }
      if (!places.IsSingle(i)) continue;
      if (count == 0 || is_break(last + 1, at)) {
        if (count >= kSinglesMin && HasWordOfSingles(ascii, first, last)) {
          return true;
        }
        first = at;
        count = 0;
      }
      last = at;
      ++count;
    }
  }
  return count >= kSinglesMin && HasWordOfSingles(ascii, first, last);
}

}  // namespace winnow
