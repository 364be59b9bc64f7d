#include "service/screening/classifier/training/disguises.h"

#include <random>
#include <vector>

#include "service/screening/text/code_points.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

std::string Encode(const std::u32string& points) {
  std::string text;
  for (const char32_t c : points) {
    uint8_t bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    text.append(reinterpret_cast<const char*>(bytes),
                static_cast<size_t>(length));
  }
  return text;
}

bool IsLetter(char32_t c) { return u_isalpha(static_cast<UChar32>(c)); }

// Writes some of the letters that `table` knows in the other way, at least one;
// nothing when it knows none.
struct Swap {
  char32_t letter;
  char32_t other;
};

template <size_t kSize>
std::string SwapSome(absl::string_view term, unsigned seed,
                     const Swap (&table)[kSize], double share) {
  std::u32string points = DecodeUtf8(term);
  std::mt19937 random(seed);
  std::vector<std::pair<size_t, char32_t>> places;
  for (size_t i = 0; i < points.size(); ++i) {
    std::vector<char32_t> others;
    for (const Swap& swap : table) {
      // An exclamation mark is no letter at the end of a word.
      if (swap.other == '!' &&
          (i + 1 == points.size() || !IsLetter(points[i + 1]))) {
        continue;
      }
      if (swap.letter == points[i]) others.push_back(swap.other);
    }
    if (!others.empty())
      places.push_back({i, others[random() % others.size()]});
  }
  if (places.empty()) return "";
  const size_t always = random() % places.size();
  for (size_t k = 0; k < places.size(); ++k) {
    if (k == always || random() % 1000 < share * 1000) {
      points[places[k].first] = places[k].second;
    }
  }
  return Encode(points);
}

// Puts `between` between the letters of each word, `gap` between words.
std::string Spread(absl::string_view term, absl::string_view between,
                   absl::string_view gap) {
  std::string spread;
  bool is_inside = false;
  for (const char32_t c : DecodeUtf8(term)) {
    if (c == ' ') {
      spread.append(gap.data(), gap.size());
      is_inside = false;
      continue;
    }
    if (is_inside &&
        u_charType(static_cast<UChar32>(c)) != U_NON_SPACING_MARK) {
      spread.append(between.data(), between.size());
    }
    spread += Encode({c});
    is_inside = true;
  }
  return spread;
}

std::string ZeroWidth(absl::string_view term, unsigned seed) {
  constexpr absl::string_view kMarks[] = {"\u200b", "\u200c", "\u2060",
                                          "\u00ad", "\ufeff"};
  return Spread(term, kMarks[seed % 5], " ");
}

std::string Homoglyphs(absl::string_view term, unsigned seed) {
  static constexpr Swap kTable[] = {
      {'a', U'а'}, {'c', U'с'}, {'e', U'е'}, {'i', U'і'}, {'j', U'ј'},
      {'o', U'о'}, {'p', U'р'}, {'s', U'ѕ'}, {'x', U'х'}, {'y', U'у'},
      {'h', U'һ'}, {'o', U'ο'}, {'a', U'α'}, {'v', U'ν'}, {'u', U'υ'},
      {'g', U'ɡ'}, {'k', U'к'}, {'k', U'κ'}, {'t', U'т'}, {'n', U'ո'},
      {'d', U'ԁ'}, {'i', U'ı'}, {'u', U'ս'}, {'m', U'м'}, {'b', U'Ь'},
      {U'а', 'a'}, {U'с', 'c'}, {U'е', 'e'}, {U'о', 'o'}, {U'р', 'p'},
      {U'х', 'x'}, {U'у', 'y'}, {U'к', 'k'}, {U'м', 'm'}, {U'т', 't'}};
  return SwapSome(term, seed, kTable, 0.3);
}

std::string Capitals(absl::string_view term, unsigned seed) {
  static constexpr Swap kTable[] = {
      {'a', U'А'}, {'b', U'В'}, {'c', U'С'}, {'e', U'Е'}, {'h', U'Н'},
      {'k', U'К'}, {'m', U'М'}, {'o', U'О'}, {'p', U'Р'}, {'t', U'Т'},
      {'x', U'Х'}, {'n', U'Ν'}, {'i', U'Ι'}, {'z', U'Ζ'}};
  return SwapSome(term, seed, kTable, 0.5);
}

std::string Leet(absl::string_view term, unsigned seed) {
  static constexpr Swap kTable[] = {
      {'a', '4'}, {'a', '@'}, {'e', '3'}, {'i', '1'}, {'i', '!'}, {'o', '0'},
      {'s', '5'}, {'s', '$'}, {'t', '7'}, {'l', '1'}, {'b', '8'}, {'g', '9'}};
  return SwapSome(term, seed, kTable, 0.3);
}

std::string Spaced(absl::string_view term, unsigned /*seed*/) {
  return Spread(term, " ", "   ");
}

std::string SpacedEvenly(absl::string_view term, unsigned /*seed*/) {
  return Spread(term, " ", " ");
}

std::string Dotted(absl::string_view term, unsigned seed) {
  constexpr absl::string_view kGaps[] = {".", "-", "_", "*", "·"};
  return Spread(term, kGaps[seed % 5], " ");
}

std::string RepeatOne(absl::string_view term, unsigned seed, size_t times) {
  std::u32string points = DecodeUtf8(term);
  std::vector<size_t> places;
  for (size_t i = 0; i < points.size(); ++i) {
    if (IsLetter(points[i])) places.push_back(i);
  }
  if (places.empty()) return "";
  const size_t place = places[seed * 7 % places.size()];
  points.insert(place, times - 1, points[place]);
  return Encode(points);
}

std::string Stretched(absl::string_view term, unsigned seed) {
  return RepeatOne(term, seed, 3 + seed % 4);
}

std::string DoubledOnce(absl::string_view term, unsigned seed) {
  return RepeatOne(term, seed, 2);
}

std::string DoubledAll(absl::string_view term, unsigned /*seed*/) {
  std::u32string points;
  for (const char32_t c : DecodeUtf8(term)) {
    points += c;
    if (IsLetter(c)) points += c;
  }
  return Encode(points);
}

// Without the marks of letters between `first` and `last`.
std::string WithoutMarks(absl::string_view term, UChar32 first, UChar32 last) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  const icu::UnicodeString parts =
      nfd->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                         term.data(), static_cast<int32_t>(term.size()))),
                     status);
  icu::UnicodeString bare;
  for (int32_t i = 0; i < parts.length(); ++i) {
    if (u_charType(parts[i]) != U_NON_SPACING_MARK || parts[i] < first ||
        parts[i] > last) {
      bare += parts[i];
    }
  }
  if (bare.length() == parts.length()) return "";
  std::string text;
  return bare.toUTF8String(text);
}

std::string WithoutPoints(absl::string_view term, unsigned /*seed*/) {
  return WithoutMarks(term, 0x0590, 0x0DFF);
}

std::string WithoutAccents(absl::string_view term, unsigned /*seed*/) {
  return WithoutMarks(term, 0x0300, 0x036F);
}

std::string PiledMarks(absl::string_view term, unsigned /*seed*/) {
  return Spread(term, "\u0336\u035c", " ");
}

std::string FullWidth(absl::string_view term, unsigned /*seed*/) {
  std::u32string points = DecodeUtf8(term);
  bool is_changed = false;
  for (char32_t& c : points) {
    if (c <= ' ' || c > '~') continue;
    c += 0xFF01 - '!';
    is_changed = true;
  }
  return is_changed ? Encode(points) : "";
}

std::string Mathematical(absl::string_view term, unsigned seed) {
  constexpr char32_t kBegins[] = {0x1D41A, 0x1D4EA, 0x1D5BA,
                                  0x1D68A, 0x1F1E6, 0x1F170};
  std::u32string points = DecodeUtf8(term);
  bool is_changed = false;
  for (char32_t& c : points) {
    if (c < 'a' || c > 'z') continue;
    c += kBegins[seed % 6] - 'a';
    is_changed = true;
  }
  return is_changed ? Encode(points) : "";
}

std::string MixedCase(absl::string_view term, unsigned seed) {
  std::u32string points = DecodeUtf8(term);
  for (size_t i = seed % 2; i < points.size(); i += 2) {
    points[i] =
        static_cast<char32_t>(u_toupper(static_cast<UChar32>(points[i])));
  }
  return Encode(points);
}

std::string Bidi(absl::string_view term, unsigned seed) {
  constexpr absl::string_view kMarks[] = {"\u200e", "\u200f", "\u202a\u202c",
                                          "\u2067\u2069"};
  return Spread(term, kMarks[seed % 4], " ");
}

// Written backwards and turned round by an override.
std::string Reversed(absl::string_view term, unsigned /*seed*/) {
  const std::u32string points = DecodeUtf8(term);
  return "\u202e" + Encode({points.rbegin(), points.rend()}) + "\u202c";
}

}  // namespace

const std::array<Disguise, 18> kDisguises = {{
    {"zero-width", ZeroWidth},
    {"homoglyph", Homoglyphs},
    {"homoglyph capitals", Capitals},
    {"leet", Leet},
    {"spaced", Spaced},
    {"spaced evenly", SpacedEvenly},
    {"dotted", Dotted},
    {"stretched", Stretched},
    {"doubled once", DoubledOnce},
    {"doubled", DoubledAll},
    {"deleted vowel marks", WithoutPoints},
    {"left-out accents", WithoutAccents},
    {"piled marks", PiledMarks},
    {"fullwidth", FullWidth},
    {"mathematical, flags", Mathematical},
    {"mixed case", MixedCase},
    {"bidi", Bidi},
    {"bidi reversed", Reversed},
}};

}  // namespace winnow
