#include "service/screening/text/letter_match.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "service/screening/text/code_points.h"
#include "service/screening/text/squeeze.h"
#include "service/screening/text/words.h"
#include "unicode/uchar.h"

namespace winnow {
namespace {

// Enough for the longest term; only "1" for i and l needs a second try.
constexpr int kStepsMax = 4000;
// Longer ones are held to be noise: a term has 200 bytes at most.
constexpr size_t kWrittenBytesMax = 4096;
constexpr size_t kGapMax = 4;

bool IsWordCharacter(char32_t c) { return KindOf(c) != CharacterKind::kOther; }

bool IsVowel(char32_t c) {
  return c < 0x80 && absl::string_view("aeiouy").find(static_cast<char>(c)) !=
                         absl::string_view::npos;
}

bool IsSpace(char32_t c) {
  return c < 0x80 && absl::ascii_isspace(static_cast<unsigned char>(c));
}

// The letters that squeezing takes for one.
bool IsIOrL(char32_t c) { return c == 'i' || c == 'l'; }

class Matcher {
 public:
  Matcher(absl::string_view written, absl::string_view term)
      : written_(DecodeUtf8(written)) {
    for (absl::string_view word : absl::StrSplit(
             term, absl::ByAnyChar(" \t\n\r\f\v"), absl::SkipEmpty())) {
      const bool is_prefix = word.size() > 1 && absl::ConsumeSuffix(&word, "*");
      AddWord(DecodeUtf8(word), is_prefix);
    }
  }

  bool Run() { return !runs_.empty() && MatchRun(0, 0, LetterMatch()); }

  const LetterMatch& result() const { return result_; }

 private:
  // Equal characters of the term.
  struct Stretch {
    char32_t character;
    int count;
    bool is_first;      // of its word
    bool is_last;       // of its word
    bool is_prefix;     // the last one of a word with `*`
    bool is_ambiguous;  // the next one may be written alike
  };

  void AddWord(const std::u32string& word, bool is_prefix) {
    const size_t first = runs_.size();
    for (const char32_t c : word) {
      if (runs_.size() > first && runs_.back().character == c) {
        ++runs_.back().count;
        continue;
      }
      if (runs_.size() > first) {
        runs_.back().is_ambiguous = IsIOrL(c) && IsIOrL(runs_.back().character);
      }
      runs_.push_back({c, 1, runs_.size() == first, false, false, false});
    }
    if (runs_.size() == first) return;
    runs_.back().is_last = true;
    runs_.back().is_prefix = is_prefix;
  }

  bool MatchRun(size_t index, size_t at, LetterMatch match) {
    if (--steps_left_ <= 0) return false;
    if (index == runs_.size()) {
      result_ = match;
      return at == written_.size();
    }
    const Stretch& run = runs_[index];
    struct Stop {
      size_t at = 0;
      int count = 0;
      LetterMatch match;
    };
    std::vector<Stop> stops;
    size_t stops_before_gap = 0;
    for (int count = 1;; ++count) {
      if (--steps_left_ <= 0) return false;
      const bool is_inside = count > 1 || !run.is_first;
      const size_t next = is_inside ? SkipGap(at, run.character) : at;
      if (next == written_.size() ||
          !Takes(written_[next], run.character, match)) {
        break;
      }
      const bool is_apart = next > at;
      if (is_apart) ++match.gaps;
      at = next + 1;
      if (count < run.count) continue;
      // Characters are left to the next run only where they may stand for it
      // too, or stand apart.
      if (is_apart) stops_before_gap = stops.size();
      if (!run.is_ambiguous) stops.resize(stops_before_gap);
      stops.push_back({at, count, match});
    }
    // The most characters, but first those that need the fewest tricks.
    std::reverse(stops.begin(), stops.end());
    std::stable_sort(stops.begin(), stops.end(),
                     [](const Stop& a, const Stop& b) {
                       return Tricks(a.match) < Tricks(b.match);
                     });
    for (Stop& stop : stops) {
      if (!Count(index, stop.count, stop.match)) continue;
      const std::optional<size_t> next = NextWord(run, index, stop.at);
      if (next && MatchRun(index + 1, *next, stop.match)) return true;
    }
    return false;
  }

  static bool Takes(char32_t written, char32_t wanted, LetterMatch& match) {
    if (written == wanted) {
      ++match.plain;
    } else if (StandsForLetter(written, wanted)) {
      ++(written < 0x80 && absl::ascii_isdigit(static_cast<uint8_t>(written))
             ? match.digits
             : match.signs);
    } else if (written == 'i' && wanted == 'l') {
      ++match.capital_i;
    } else if (written == 'l' && wanted == 'i') {
      ++match.small_l;
    } else {
      return false;
    }
    return true;
  }

  // Letters from which on a term with this run doubled is no other word. Found
  // by trying the shipped lists on two million words of eight languages.
  int DoubledLettersMin(size_t index) const {
    const Stretch& run = runs_[index];
    if (IsRareDouble(run.character, run.is_first)) return 4;
    // boner and Bonner, puto and putto, vergasen and vergassen: "shitt" and
    // "fucck" are nothing else.
    const bool is_end = run.is_last && !run.is_prefix;
    const bool is_between_vowels =
        !run.is_first && IsVowel(runs_[index - 1].character) && !is_end &&
        (run.is_last || IsVowel(runs_[index + 1].character));
    if (is_between_vowels) return run.character == 's' ? 10 : 6;
    if (IsVowel(run.character)) return is_end ? 5 : 7;  // inbred and inbreed
    if (run.character == 's') return 5;
    return run.character >= 0x80 ? 6 : 4;
  }

  static int Tricks(const LetterMatch& match) {
    return match.gaps + match.capital_i + match.small_l;
  }

  // False where more of it is something else: "1000" is no "100".
  bool Count(size_t index, int count, LetterMatch& match) const {
    const Stretch& run = runs_[index];
    if (run.is_last) ++match.words;
    if (IsWordCharacter(run.character)) match.letters += run.count;
    if (!u_isalpha(static_cast<UChar32>(run.character))) {
      return count == run.count;
    }
    ++match.runs;
    if (count >= 2 * run.count) ++match.doubled_runs;
    if (count == run.count) return true;
    if (count >= 3) {
      ++match.stretched;
    } else {
      const int letters_min = DoubledLettersMin(index);
      match.doubled_letters_min =
          match.doubled == 0 ? letters_min
                             : std::min(match.doubled_letters_min, letters_min);
      ++match.doubled;
    }
    return true;
  }

  // Skips what squeezing took out between two characters.
  size_t SkipGap(size_t at, char32_t wanted) const {
    LetterMatch unused;
    size_t next = at;
    while (next < written_.size() && next - at < kGapMax &&
           !IsWordCharacter(written_[next]) &&
           !Takes(written_[next], wanted, unused)) {
      ++next;
    }
    return next;
  }

  // Where the word after this run begins, or nothing if the run ends a word and
  // what is written goes on.
  std::optional<size_t> NextWord(const Stretch& run, size_t index,
                                 size_t at) const {
    if (!run.is_last) return at;
    const bool is_end = index + 1 == runs_.size();
    if (run.is_prefix) {
      if (is_end) return written_.size();
      while (at < written_.size() && !IsSpace(written_[at])) ++at;
    }
    if (is_end) return at;
    const size_t begin = at;
    while (at < written_.size() && IsSpace(written_[at])) ++at;
    if (at == begin) at = SkipGap(at, runs_[index + 1].character);
    if (at == begin) return std::nullopt;
    return at;
  }

  std::u32string written_;
  std::vector<Stretch> runs_;
  LetterMatch result_;
  int steps_left_ = kStepsMax;
};

}  // namespace

bool IsRareDouble(char32_t c, bool is_first) {
  if (c >= 0x80) return false;
  constexpr absl::string_view kRare = "aiuyhjqvwx";
  constexpr absl::string_view kInitial = "leo";  // eels and llamas exist
  const auto letter = static_cast<char>(c);
  return kRare.find(letter) != absl::string_view::npos ||
         (is_first && kInitial.find(letter) == absl::string_view::npos);
}

std::optional<LetterMatch> MatchLetters(absl::string_view written,
                                        absl::string_view term) {
  if (written.size() > kWrittenBytesMax) return std::nullopt;
  Matcher matcher(written, term);
  if (!matcher.Run()) return std::nullopt;
  return matcher.result();
}

bool IsDisguised(const LetterMatch& match) {
  return match.digits + match.signs + match.stretched + match.doubled +
             match.gaps + match.capital_i + match.small_l >
         0;
}

bool IsPlausible(const LetterMatch& match) {
  if (!IsDisguised(match)) return true;
  // Every two letters, and most of three, are something else too.
  if (match.letters < 3) return false;
  const bool is_short = match.letters == 3;
  if (match.capital_i + match.small_l > 0 && is_short) return false;
  if (match.digits + match.signs > 0) {
    if (is_short && match.digits > 0) return false;
    if (match.plain < (is_short || match.letters >= 5 ? 1 : 2)) return false;
  }
  if (match.doubled > 0 && match.stretched == 0) {
    const bool is_all = match.runs >= 3 && match.doubled_runs == match.runs;
    if (!is_all && match.letters < match.doubled_letters_min) return false;
  }
  return true;
}

}  // namespace winnow
