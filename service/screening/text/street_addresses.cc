#include "service/screening/text/street_addresses.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "service/screening/text/code_points.h"
#include "service/screening/text/language.h"
#include "unicode/uchar.h"

namespace winnow {
namespace {

// Numbers that are looked at for each address that may be found.
constexpr size_t kNumbersMax = 16;
constexpr size_t kNumberDigitsMax = 4;
constexpr size_t kWordBytesMax = 40;
// Words between the kind of street and the number, or the other way round.
constexpr int kNameWordsMax = 4;

// All compared without the case of ASCII and without a full stop behind.

// "12 Elm Street". Court, place, way and square are too much else.
constexpr absl::string_view kEnglish[] = {
    "street",    "st",   "avenue", "ave", "road",    "rd",      "lane",
    "ln",        "blvd", "drive",  "dr",  "terrace", "terr",    "crescent",
    "boulevard", "cres", "close",  "ct",  "parkway", "highway", "hwy"};
// "12 rue de la Paix".
constexpr absl::string_view kFrench[] = {
    "rue",    "avenue",  "av",      "boulevard", "bd",     "blvd",
    "chemin", "impasse", "allée",   "allées",    "quai",   "route",
    "place",  "cours",   "passage", "ruelle",    "sentier"};
// "Lindenstraße 5", "Berliner Straße 5".
constexpr absl::string_view kGerman[] = {
    "straße", "strasse", "str", "gasse", "allee", "weg", "chaussee"};

// Before the name and then the number: "Calle Mayor, 5".
struct Kind {
  absl::string_view word;
  absl::string_view language;  // empty: it is nothing else in any
};
constexpr Kind kKindsBefore[] = {
    {"calle", ""},     {"avenida", ""},   {"avda", ""},      {"plaza", "es"},
    {"paseo", "es"},   {"carrera", "es"}, {"callejón", ""},  {"via", "it"},
    {"viale", ""},     {"piazza", ""},    {"corso", "it"},   {"vicolo", ""},
    {"piazzale", ""},  {"rua", ""},       {"travessa", ""},  {"praça", ""},
    {"alameda", "pt"}, {"av", "pt"},      {"estrada", "pt"}, {"ul", ""},
    {"ulica", ""},     {"ulicy", ""},     {"aleja", ""},     {"alei", ""},
    {"al", "pl"},      {"ул", ""},        {"улица", ""},     {"Улица", ""},
    {"улице", ""},     {"улицы", ""},     {"проспект", ""},  {"проспекте", ""},
    {"пр-т", ""},      {"пр", ""},        {"пр-кт", ""},     {"переулок", ""},
    {"пер", ""},       {"шоссе", ""},     {"бульвар", ""},   {"наб", ""},
    {"набережная", ""}};
// "Невский проспект, 28".
constexpr absl::string_view kKindsBehind[] = {
    "улица",    "улице", "ул",      "проспект",  "проспекте",
    "переулок", "шоссе", "бульвар", "набережная"};

constexpr absl::string_view kParticles[] = {
    "de",  "del", "della", "dell", "dei", "delle", "di",  "da",
    "do",  "das", "dos",   "du",   "des", "la",    "las", "le",
    "les", "los", "el",    "the",  "of",  "y",     "e"};
constexpr absl::string_view kNumberWords[] = {
    "n",   "no",     "nr", "nº",  "n°", "num", "número",
    "núm", "numero", "д",  "дом", "#",  "№"};
// What may go on in small letters behind an English address; "ten Wall Street
// bankers" does otherwise.
constexpr absl::string_view kBehindEnglish[] = {
    "in", "and", "is",   "was", "near", "at",   "or",    "on",  "to",
    "if", "by",  "with", "for", "apt",  "unit", "where", "but", "so"};
// Years stand behind other words than house numbers do.
constexpr absl::string_view kBeforeNumber[] = {
    "at", "to", "is", "live", "lives", "lived", "address", "address:", "from"};

template <size_t n>
bool IsIn(const absl::string_view (&list)[n], absl::string_view word) {
  return std::any_of(std::begin(list), std::end(list),
                     [word](absl::string_view known) {
                       return absl::EqualsIgnoreCase(known, word);
                     });
}

bool IsCapital(absl::string_view word) {
  for (const absl::string_view elided : {"d'", "l'", "d’", "l’"}) {
    absl::ConsumePrefix(&word, elided);
  }
  return !word.empty() &&
         u_isupper(static_cast<UChar32>(CodePointAt(word, 0).value));
}

// "34th", and "25" of "Avenida 25 de Mayo".
bool IsNumberName(absl::string_view word) {
  return !word.empty() && absl::ascii_isdigit(word[0]);
}

bool IsCompass(absl::string_view word) {
  constexpr absl::string_view kCompass[] = {"n",  "s",  "e",  "w",
                                            "ne", "nw", "se", "sw"};
  return IsIn(kCompass, word);
}

// A word of the text, without the punctuation around it.
struct Word {
  absl::string_view text;
  size_t begin = 0;
  size_t end = 0;      // without the punctuation
  size_t end_all = 0;  // with it
  size_t begin_all = 0;
  bool is_closed = false;  // by a comma or the like

  bool empty() const { return text.empty(); }
};

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

class Reader {
 public:
  Reader(absl::string_view text, absl::string_view language)
      : text_(text), language_(language) {}

  // Returns the address whose number stands there.
  std::optional<ByteRange> At(size_t begin, size_t end) const {
    if (std::optional<size_t> last = Ahead(begin, end)) {
      return ByteRange{static_cast<uint32_t>(begin),
                       static_cast<uint32_t>(*last)};
    }
    if (std::optional<size_t> first = Behind(begin, end)) {
      return ByteRange{static_cast<uint32_t>(*first),
                       static_cast<uint32_t>(end)};
    }
    return std::nullopt;
  }

 private:
  // The word that begins behind `at` in the same line; empty if there is none
  // that could be one of an address.
  Word Next(size_t at) const {
    while (at < text_.size() && IsBlank(text_[at])) ++at;
    size_t end = at;
    while (end < text_.size() && end - at <= kWordBytesMax &&
           !absl::ascii_isspace(text_[end])) {
      ++end;
    }
    return Cut(at, end);
  }

  Word Former(size_t at) const {
    while (at > 0 && IsBlank(text_[at - 1])) --at;
    size_t begin = at;
    while (begin > 0 && at - begin <= kWordBytesMax &&
           !absl::ascii_isspace(text_[begin - 1])) {
      --begin;
    }
    return Cut(begin, at);
  }

  Word Cut(size_t begin, size_t end) const {
    Word word;
    if (end - begin > kWordBytesMax) return word;
    word.begin_all = begin;
    word.end_all = end;
    while (end > begin && absl::StrContains(",.;:!?)\"", text_[end - 1])) {
      word.is_closed = word.is_closed || text_[end - 1] != '.';
      --end;
    }
    while (begin < end && absl::StrContains("(\"", text_[begin])) ++begin;
    word.begin = begin;
    word.end = end;
    word.text = text_.substr(begin, end - begin);
    return word;
  }

  bool IsYear(size_t begin, size_t end) const {
    const absl::string_view number = text_.substr(begin, end - begin);
    return number.size() == 4 &&
           (absl::StartsWith(number, "19") || absl::StartsWith(number, "20"));
  }

  // The end of an address whose number comes first.
  std::optional<size_t> Ahead(size_t begin, size_t end) const {
    if (IsYear(begin, end)) {
      const Word before = Former(begin);
      if (!before.empty() && !before.is_closed &&
          !IsIn(kBeforeNumber, before.text)) {
        return std::nullopt;
      }
    }
    if (std::optional<size_t> last = French(end)) return last;
    return English(end);
  }

  std::optional<size_t> English(size_t at) const {
    for (int i = 0; i < kNameWordsMax; ++i) {
      const Word word = Next(at);
      if (word.empty()) return std::nullopt;
      if (i > 0 && IsIn(kEnglish, word.text) && EndsEnglish(word)) {
        return word.end;
      }
      if (word.is_closed || !(IsCapital(word.text) || IsCompass(word.text) ||
                              IsNumberName(word.text))) {
        return std::nullopt;
      }
      at = word.end_all;
    }
    return std::nullopt;
  }

  // Whether what follows lets it be the end of an address.
  bool EndsEnglish(const Word& kind) const {
    const Word next = Next(kind.end_all);
    if (kind.is_closed || next.empty()) return true;
    if (IsNumberName(next.text)) return true;
    if (IsCapital(next.text)) return next.is_closed;  // a town
    return kind.end == kind.end_all && IsIn(kBehindEnglish, next.text);
  }

  std::optional<size_t> French(size_t at) const {
    if (at < text_.size() && text_[at] == ',') ++at;
    Word word = Next(at);
    if (word.text == "bis" || word.text == "ter") word = Next(word.end_all);
    if (!IsIn(kFrench, word.text) || word.is_closed) return std::nullopt;
    for (int i = 0; i < kNameWordsMax; ++i) {
      word = Next(word.end_all);
      if (IsCapital(word.text)) return word.end;
      if (!IsIn(kParticles, word.text)) return std::nullopt;
    }
    return std::nullopt;
  }

  // The beginning of an address whose number comes last.
  std::optional<size_t> Behind(size_t begin, size_t end) const {
    Word word = Former(begin);
    const bool is_announced = IsIn(kNumberWords, word.text);
    if (is_announced) word = Former(word.begin_all);
    if (word.empty() || (IsYear(begin, end) && !is_announced)) {
      return std::nullopt;
    }
    const Word before = Former(word.begin_all);
    if (IsCapital(before.text) && !before.is_closed &&
        IsIn(kKindsBehind, word.text)) {
      return before.begin;
    }
    if (std::optional<size_t> first = German(word, before)) return first;
    return WithKindBefore(word);
  }

  static std::optional<size_t> German(const Word& word, const Word& before) {
    if (word.is_closed || !IsCapital(word.text)) return std::nullopt;
    for (const absl::string_view kind : kGerman) {
      if (!absl::EndsWithIgnoreCase(word.text, kind)) continue;
      const size_t rest = word.text.size() - kind.size();
      if (rest >= 3) return word.begin;
      if (rest == 0 && IsCapital(before.text) && !before.is_closed) {
        return before.begin;
      }
    }
    return std::nullopt;
  }

  std::optional<size_t> WithKindBefore(Word word) const {
    bool has_name = false;
    for (int i = 0; i < kNameWordsMax && !word.empty(); ++i) {
      if (has_name && IsKindBefore(word.text)) return word.begin;
      if (i > 0 && word.is_closed) return std::nullopt;
      const bool is_name = IsCapital(word.text);
      if (!is_name && !IsIn(kParticles, word.text) &&
          !IsNumberName(word.text)) {
        return std::nullopt;
      }
      has_name = has_name || is_name;
      word = Former(word.begin_all);
    }
    if (has_name && IsKindBefore(word.text)) return word.begin;
    return std::nullopt;
  }

  bool IsKindBefore(absl::string_view word) const {
    return std::any_of(
        std::begin(kKindsBefore), std::end(kKindsBefore),
        [&](const Kind& kind) {
          return absl::EqualsIgnoreCase(kind.word, word) &&
                 (kind.language.empty() || kind.language == language_ ||
                  (language_ == kUndetermined && IsCapital(word)));
        });
  }

  const absl::string_view text_;
  const absl::string_view language_;
};

// Returns where a house number that begins at `begin` ends: "12", "12a",
// "12-14"; `begin` if it is another kind of number.
size_t NumberEnd(absl::string_view text, size_t begin) {
  if (begin > 0) {
    const char c = text[begin - 1];
    if (!absl::ascii_isspace(c) && !absl::StrContains("(\"#,", c)) return begin;
    // The end of "1,200".
    if (c == ',' && begin > 1 && absl::ascii_isdigit(text[begin - 2])) {
      return begin;
    }
  }
  size_t end = begin;
  while (end < text.size() && absl::ascii_isdigit(text[end])) ++end;
  if (end - begin > kNumberDigitsMax || text[begin] == '0') return begin;
  const auto at = [text](size_t i) { return i < text.size() ? text[i] : ' '; };
  if (at(end) == '-' && absl::ascii_isdigit(at(end + 1))) {
    ++end;
    while (absl::ascii_isdigit(at(end))) ++end;
  } else if (absl::ascii_isalpha(at(end))) {
    ++end;
  }
  const char next = at(end);
  if (absl::ascii_isspace(next)) return end;
  const bool goes_on = !absl::ascii_isspace(at(end + 1));
  if (absl::StrContains(".,;:!?)\"", next) &&
      !(goes_on && absl::ascii_isalnum(at(end + 1)))) {
    return end;
  }
  return begin;
}

}  // namespace

std::vector<ByteRange> FindStreetAddresses(absl::string_view text,
                                           absl::string_view language,
                                           int most) {
  std::vector<ByteRange> found;
  const auto found_max = static_cast<size_t>(most);
  const Reader reader(text, language);
  size_t numbers_left = kNumbersMax * found_max;
  for (size_t at = 0; at < text.size();) {
    if (!absl::ascii_isdigit(text[at])) {
      ++at;
      continue;
    }
    const size_t end = NumberEnd(text, at);
    if (end > at) {
      if (numbers_left-- == 0) break;
      std::optional<ByteRange> address = reader.At(at, end);
      if (address && (found.empty() || found.back().end <= address->begin)) {
        found.push_back(*address);
        if (found.size() == found_max) break;
      }
    }
    while (at < text.size() && absl::ascii_isalnum(text[at])) ++at;
  }
  return found;
}

}  // namespace winnow
