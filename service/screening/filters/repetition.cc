#include "service/screening/filters/repetition.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "service/screening/text/words.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// "No, no, no, no!" is how people speak.
constexpr int kSameWordFree = 5;
constexpr int kSameWordCertain = 12;

// Of the first 256 words of a text that people wrote, half or more are
// different ones; of 24 copies of one line, a few are.
constexpr int kWordsRead = 256;
constexpr int kWordsMin = 24;
constexpr double kDifferentFree = 0.3;
constexpr double kDifferentCertain = 0.1;

// Whether any byte stands three times in a row; apart and without a branch, so
// that compilers turn it into vector code. Most texts end here.
bool HasTriple(absl::string_view text) {
  if (text.size() < 3) return false;
  const char* const at = text.data();
  const size_t size = text.size() - 2;
  uint8_t found = 0;
  for (size_t i = 0; i < size; ++i) {
    const auto differs =
        static_cast<uint8_t>((at[i] ^ at[i + 1]) | (at[i] ^ at[i + 2]));
    found |= differs == 0 ? 1 : 0;
  }
  return found != 0;
}

// The same of characters of several bytes.
bool HasWideTriple(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<uint8_t>(text[i]);
    if (first < 0xC2) {
      ++i;
      continue;
    }
    const size_t width = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    const absl::string_view rest = text.substr(i);
    if (rest.size() >= 3 * width && rest[0] == rest[width] &&
        rest.substr(0, 2 * width) == rest.substr(width, 2 * width)) {
      return true;
    }
    i += width;
  }
  return false;
}

// Whether the text may have few different words: whether many of its stretches
// of four bytes occur again. Reading words costs ten times as much, and nearly
// all texts end here.
bool MayRepeatWords(absl::string_view text) {
  constexpr size_t kBytesRead = 1024;
  std::array<uint8_t, 4096> seen = {};
  const size_t size = std::min(text.size(), kBytesRead);
  if (size < 4) return false;
  const size_t enough = size / 2;
  size_t different = 0;
  // Most texts are known a little past their middle.
  for (size_t i = 0; i + 4 <= size && different < enough; ++i) {
    uint32_t piece;
    std::memcpy(&piece, text.data() + i, sizeof piece);
    uint8_t& slot = seen[(piece * 2654435761u) >> 20];  // Knuth's multiplier
    different += slot ^ 1;
    slot = 1;
  }
  return different < enough;
}

uint32_t HashOf(absl::string_view word) {
  uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : word.substr(0, 32)) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 16777619u;
  }
  return hash;
}

// Letters of Han are words; those of Thai or kana are far too few for it.
bool CountsAsWord(absl::string_view word) {
  const auto first = static_cast<uint8_t>(word[0]);
  if (first < 0x80) return true;
  const auto* bytes = reinterpret_cast<const uint8_t*>(word.data());
  int32_t next = 0;
  UChar32 c;
  U8_NEXT_OR_FFFD(bytes, next, static_cast<int32_t>(word.size()), c);
  return KindOf(static_cast<char32_t>(c)) == CharacterKind::kWord ||
         (c >= 0x3400 && c <= 0x9FFF);
}

// The words of a text as far as they are read.
struct Words {
  int all = 0;
  int different = 0;
  int same_in_a_row = 0;  // the longest run
};

Words ReadWords(absl::string_view text) {
  Words words;
  std::array<uint32_t, 2 * kWordsRead> seen = {};  // 0: free
  WordReader reader(text);
  absl::string_view word;
  uint32_t last = 0;
  int run = 0;
  while (words.all < kWordsRead && reader.Next(word)) {
    if (!CountsAsWord(word)) continue;
    ++words.all;
    const uint32_t hash = HashOf(word) | 1;
    // A laugh that is spelled out, 哈哈哈, is no insistence.
    const bool is_spelled = static_cast<uint8_t>(word[0]) < 0xE3;
    run = hash == last && is_spelled ? run + 1 : 1;
    words.same_in_a_row = std::max(words.same_in_a_row, run);
    last = hash;
    size_t slot = (hash >> 8) % seen.size();
    while (seen[slot] != 0 && seen[slot] != hash) {
      slot = (slot + 1) % seen.size();
    }
    words.different += seen[slot] == 0 ? 1 : 0;
    seen[slot] = hash;
  }
  return words;
}

class Repetition final : public Filter {
 public:
  explicit Repetition(const FilterSettings& settings)
      : letters_free_(settings.limits.repeated_letters) {}

  absl::string_view name() const override { return "repetition"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    InspectLetters(subject.body, signals);
    const absl::string_view text = subject.body.folded().text();
    if (!MayRepeatWords(text)) return;
    const Words words = ReadWords(text);
    const int more = words.same_in_a_row - kSameWordFree;
    if (more > 0) {
      signals.Report({.name = "repetition",
                      .strength = static_cast<double>(more) /
                                  (kSameWordCertain - kSameWordFree),
                      .spans = {},
                      .reason = "a word many times in a row"});
    }
    if (words.all < kWordsMin) return;
    const double different = static_cast<double>(words.different) / words.all;
    if (different >= kDifferentFree) return;
    signals.Report({.name = "repetition",
                    .strength = (kDifferentFree - different) /
                                (kDifferentFree - kDifferentCertain),
                    .spans = {},
                    .reason = "the same words over and over"});
  }

 private:
  void InspectLetters(const TextViews& body, SignalSink& signals) const {
    const View& folded = body.folded();
    const absl::string_view text = folded.text();
    if (letters_free_ >= 2 && !HasTriple(text) &&
        (body.is_ascii() || !HasWideTriple(text))) {
      return;
    }
    std::vector<Span> spans;
    int64_t more = 0;
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto size = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < size;) {
      const int32_t begin = i;
      UChar32 c;
      U8_NEXT_OR_FFFD(bytes, i, size, c);
      const int32_t width = i - begin;
      int run = 1;
      while (size - i >= width &&
             text[static_cast<size_t>(i)] == text[static_cast<size_t>(begin)] &&
             text.substr(static_cast<size_t>(i), static_cast<size_t>(width)) ==
                 text.substr(static_cast<size_t>(begin),
                             static_cast<size_t>(width))) {
        i += width;
        ++run;
      }
      if (run <= letters_free_ || !u_hasBinaryProperty(c, UCHAR_CASED)) {
        continue;
      }
      more += run - letters_free_;
      if (spans.size() < kSpansMax) {
        const ByteRange written = folded.ToOriginal(
            {static_cast<uint32_t>(begin), static_cast<uint32_t>(i)});
        spans.push_back({written.begin, written.end, TextField::kBody});
      }
    }
    if (more == 0) return;
    signals.Report({.name = "repetition",
                    .strength = static_cast<double>(more) / (2 * letters_free_),
                    .spans = std::move(spans),
                    .reason = "a letter many times in a row"});
  }

  const int letters_free_;
};

}  // namespace

std::unique_ptr<const Filter> MakeRepetition(const FilterSettings& settings) {
  return std::make_unique<Repetition>(settings);
}

}  // namespace winnow
