#include "service/screening/filters/gibberish.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"

namespace winnow {
namespace {

// How surprising it is that the letter of a column follows that of a row, as
// the negative binary logarithm of how often it does in the language (of
// English, German, French, Portuguese, Polish and Indonesian) where it does
// most, less 3; counted in comments. "sdfkjh" is around 9, words are between 3
// and 5.
constexpr const char* kSurprise[26] = {
    "55448653353331847243454955",  // a
    "3a9b3c9b4995c85de5765aad6b", "3c7d4dc24645c93ca6856ebf63",
    "39973b994b878638d678588e54", "45435644245441659234356666",
    "4ccc579c5ed7bb5df5865dcc9c", "3ac73c665b67a74cf5765eae9b",
    "3a773aa64c95764cf5837c7c7a", "46352655784452466423757686",
    "4a893dac6b98876afa7a59bdfc", "388b48c83a279739e6665d6e9c",
    "378537744d5476579965589f58", "36983bba4c8a5645eb775dcd6c",
    "48433724365684499843769c36", "64547666366443559345364886",
    "4e9a47c75fa5b946d4465eff7b", "cefffffeefeceedeccff4fffff",
    "27652767496666498455476954", "39383885485668468833597f73",
    "396837923a677734e4544b6d45", "5745476656555475b334869688",
    "5eec3dde5dfccc4cf6cabefdce", "4b784ce54d6ac659f8587faf5a",
    "7c8a8edc8eedeb78ffc8adbcad", "36577a8c87655657f9568e7e88",
    "48673c8b48797559f8b66f7f4a",
};

// Below, many abbreviations and names would count.
constexpr int kWordLettersMin = 5;
constexpr int kPairsMin = 10;
// One name from afar in a short comment is no gibberish.
constexpr double kSurpriseFree = 6;
constexpr double kSurpriseCertain = 7.5;
// Below, a text as a whole is surely language.
constexpr double kSurpriseAll = 5;
// Enough to know; what stands behind would cost time for nothing. Their
// surprise fits the lower half of a sum.
constexpr size_t kBytesRead = 4096;

// What was counted so far.
struct Pairs {
  int count = 0;
  int surprise = 0;
};

constexpr size_t kLetters = 26;

constexpr size_t LetterOf(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<size_t>(c - 'a') : kLetters;
}

// By byte: its letter, or kLetters.
constexpr std::array<uint8_t, 256> kLetterOf = [] {
  std::array<uint8_t, 256> table = {};
  for (size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<uint8_t>(LetterOf(static_cast<char>(i)));
  }
  return table;
}();

// Letters to a row of the table of pairs; no multiplication finds it.
constexpr size_t kRow = 32;

// By pair of letters: 1 in the upper half and their surprise in the lower one;
// 0 for what is no pair of letters, and for a letter drawn out, which is a
// matter of repetition.
constexpr uint32_t kOnePair = 0x10000;
constexpr std::array<uint32_t, 27 * kRow> kPairs = [] {
  std::array<uint32_t, 27 * kRow> table = {};
  for (size_t a = 0; a < kLetters; ++a) {
    for (size_t b = 0; b < kLetters; ++b) {
      if (a == b) continue;
      const char digit = kSurprise[a][b];
      table[a * kRow + b] =
          kOnePair +
          static_cast<uint32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
  }
  return table;
}();

Pairs Unpack(uint32_t sum) {
  return {static_cast<int>(sum / kOnePair), static_cast<int>(sum % kOnePair)};
}

// All pairs of a text, whatever they stand in: most texts end here.
Pairs AllPairs(absl::string_view text) {
  uint32_t sum = 0;
  size_t row = kLetters * kRow;
  for (const char c : text) {
    const size_t letter = kLetterOf[static_cast<uint8_t>(c)];
    sum += kPairs[row + letter];
    row = letter * kRow;
  }
  return Unpack(sum);
}

// Adds the letter pairs of a word, and nothing of what is more than a word: an
// address, a hashtag, a file name, a number.
void AddWord(absl::string_view word, Pairs& pairs) {
  int letters = 0;
  for (const char c : word) {
    if (LetterOf(c) < kLetters) {
      ++letters;
    } else if (c != '\'' && static_cast<signed char>(c) >= 0) {
      return;
    }
  }
  if (letters < kWordLettersMin) return;
  const Pairs of_word = AllPairs(word);
  pairs.count += of_word.count;
  pairs.surprise += of_word.surprise;
}

class Gibberish final : public Filter {
 public:
  absl::string_view name() const override { return "gibberish"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    const absl::string_view text =
        subject.body.folded().text().substr(0, kBytesRead);
    const Pairs all = AllPairs(text);
    if (all.count < kPairsMin || all.surprise < kSurpriseAll * all.count) {
      return;
    }
    Pairs pairs;
    for (size_t begin = 0; begin < text.size();) {
      size_t end = begin;
      while (end < text.size() && !absl::ascii_isspace(text[end])) ++end;
      absl::string_view word = text.substr(begin, end - begin);
      while (!word.empty() && absl::ascii_ispunct(word.back())) {
        word.remove_suffix(1);
      }
      AddWord(word, pairs);
      begin = end + 1;
    }
    if (pairs.count < kPairsMin) return;
    const double surprise = static_cast<double>(pairs.surprise) / pairs.count;
    if (surprise <= kSurpriseFree) return;
    signals.Report({.name = "gibberish",
                    .strength = (surprise - kSurpriseFree) /
                                (kSurpriseCertain - kSurpriseFree),
                    .spans = {},
                    .reason = "letters in no order a language has"});
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeGibberish(
    const FilterSettings& /*settings*/) {
  return std::make_unique<Gibberish>();
}

}  // namespace winnow
