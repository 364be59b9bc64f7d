#include "service/screening/text/language.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "service/screening/text/scripts.h"
#include "service/screening/text/stop_words.h"
#include "service/screening/text/words.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// What is read of a text: about 50 words, of which 20 tell in any language.
constexpr size_t kBytesRead = 320;

constexpr size_t kLatinLanguages = std::size(kStopWords);

// Points a word gives: the fewer languages have it the more.
constexpr std::array<int, 4> kPoints = {0, 6, 3, 1};
// A letter that only one or two of the languages have.
constexpr int kLetterPoints = 3;
// Two words of its own, and half as many again as the next language.
constexpr int kPointsMin = 12;
constexpr int kLead = 3;  // best * 2 >= second * kLead
// Sisters such as Danish and Norwegian share too much for that.
constexpr int kLeadPoints = 10;
// Of the words of a text: else it is names, or a language not known here.
constexpr int kWordsPerHitMax = 7;

constexpr size_t kWordBytesMax = 8;

// Every stop word and the languages that have it, by hash.
class StopWordTable {
 public:
  StopWordTable() {
    for (size_t i = 0; i < kLatinLanguages; ++i) {
      absl::string_view words = kStopWords[i].words;
      while (!words.empty()) {
        const size_t end = std::min(words.find(' '), words.size());
        if (end <= kWordBytesMax) {
          SlotOf(NumberOf(words.substr(0, end))).languages |= 1u << i;
        }
        words.remove_prefix(std::min(end + 1, words.size()));
      }
    }
  }

  // Returns a bit for each language that has this word, and stores a number
  // below kSlots of its own.
  uint32_t Find(uint64_t key, size_t& number) const {
    for (number = Hash(key);; number = (number + 1) % kSlots) {
      if (slots_[number].key == key) return slots_[number].languages;
      if (slots_[number].key == 0) return 0;
    }
  }

  static constexpr size_t kSlots = 4096;

 private:
  struct Slot {
    uint64_t key = 0;  // 0: free
    uint32_t languages = 0;
  };

  static size_t Hash(uint64_t key) {
    return static_cast<size_t>((key * 0x9E3779B97F4A7C15u) >> 52);
  }

  Slot& SlotOf(uint64_t key) {
    size_t at = Hash(key);
    while (slots_[at].key != 0 && slots_[at].key != key) {
      at = (at + 1) % kSlots;
    }
    slots_[at].key = key;
    return slots_[at];
  }

  std::array<Slot, kSlots> slots_;
};

const StopWordTable& TheStopWords() {
  static const StopWordTable* const table = new StopWordTable();
  return *table;
}

constexpr size_t IndexOf(absl::string_view language) {
  for (size_t i = 0; i < kLatinLanguages; ++i) {
    if (kStopWords[i].language == language) return i;
  }
  return kLatinLanguages;
}

// Letters of few languages; those of many tell less than words do.
struct TellingLetter {
  char32_t letter;
  size_t language;
};
constexpr TellingLetter kTellingLetters[] = {
    {U'ã', IndexOf("pt")}, {U'õ', IndexOf("pt")}, {U'ñ', IndexOf("es")},
    {U'å', IndexOf("sv")}, {U'å', IndexOf("da")}, {U'å', IndexOf("nb")},
    {U'æ', IndexOf("da")}, {U'æ', IndexOf("nb")}, {U'ø', IndexOf("da")},
    {U'ø', IndexOf("nb")}, {U'ł', IndexOf("pl")}, {U'ż', IndexOf("pl")},
    {U'ź', IndexOf("pl")}, {U'ś', IndexOf("pl")}, {U'ę', IndexOf("pl")},
    {U'ą', IndexOf("pl")}, {U'ř', IndexOf("cs")}, {U'ě', IndexOf("cs")},
    {U'ů', IndexOf("cs")}, {U'ğ', IndexOf("tr")}, {U'ı', IndexOf("tr")},
    {U'ş', IndexOf("tr")}, {U'ő', IndexOf("hu")}, {U'ű', IndexOf("hu")},
    {U'ă', IndexOf("ro")}, {U'ț', IndexOf("ro")}, {U'ș', IndexOf("ro")},
    {U'ơ', IndexOf("vi")}, {U'ư', IndexOf("vi")}, {U'đ', IndexOf("vi")},
};

// What was counted in the beginning of a text.
struct Count {
  std::array<int, kScripts> letters = {};
  std::array<int, kLatinLanguages> points = {};
  int words = 0;                            // in Latin script
  int hits = 0;                             // of them stop words
  std::bitset<StopWordTable::kSlots> seen;  // which of these
  // Letters that tell languages of one script apart.
  int ukrainian = 0;
  int russian = 0;
  int belarusian = 0;
  int serbian = 0;
  int persian = 0;
  int urdu = 0;
};

void AddWord(absl::string_view word, const StopWordTable& stop_words,
             Count& count) {
  ++count.words;
  if (word.size() > kWordBytesMax) return;
  size_t number = 0;
  uint32_t languages = stop_words.Find(NumberOf(word), number);
  if (languages == 0) return;
  ++count.hits;
  // The same word again tells nothing new.
  if (count.seen[number]) return;
  count.seen[number] = true;
  const auto having = static_cast<size_t>(__builtin_popcount(languages));
  // A single letter may be an initial as well.
  const int points =
      word.size() == 1 ? 1 : kPoints[std::min(having, kPoints.size() - 1)];
  for (; languages != 0; languages &= languages - 1) {
    count.points[static_cast<size_t>(__builtin_ctz(languages))] += points;
  }
}

// Letters that tell languages of one script apart. A switch, because this is
// asked for every letter of a Russian text.
void AddCyrillic(char32_t c, Count& count) {
  switch (c) {
    case U'і':
    case U'ї':
    case U'є':
    case U'ґ':
      ++count.ukrainian;
      break;
    case U'ы':
    case U'э':
    case U'ъ':
    case U'ё':
      ++count.russian;
      break;
    case U'ў':
      ++count.belarusian;
      break;
    case U'ј':
    case U'љ':
    case U'њ':
    case U'ћ':
    case U'ђ':
    case U'џ':
      ++count.serbian;
      break;
    default:
      break;
  }
}

void AddArabic(char32_t c, Count& count) {
  switch (c) {
    case U'پ':
    case U'چ':
    case U'ژ':
    case U'گ':
    case U'ی':
    case U'ک':
      ++count.persian;
      break;
    case U'ٹ':
    case U'ڈ':
    case U'ڑ':
    case U'ے':
    case U'ں':
      ++count.urdu;
      break;
    default:
      break;
  }
}

void AddLetter(char32_t c, Script script, Count& count) {
  ++count.letters[script];
  if (script == kCyrillic) {
    AddCyrillic(c, count);
  } else if (script == kArabic) {
    AddArabic(c, count);
  } else if (script == kLatin) {
    for (const TellingLetter& telling : kTellingLetters) {
      if (telling.letter == c) count.points[telling.language] += kLetterPoints;
    }
  }
}

bool IsAsciiLetter(uint8_t byte) {
  return static_cast<uint8_t>((byte | 0x20) - 'a') < 26;
}

Count Read(absl::string_view text) {
  Count count;
  const StopWordTable& stop_words = TheStopWords();
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  size_t word = 0;  // where the present one begins
  const auto end_word = [&](int32_t end, int32_t next) {
    const size_t length = static_cast<size_t>(end) - word;
    if (length > 0) {
      AddWord(text.substr(word, length), stop_words, count);
    }
    word = static_cast<size_t>(next);
  };
  for (int32_t i = 0; i < size;) {
    const int32_t begin = i;
    while (i < size && IsAsciiLetter(bytes[i])) ++i;
    count.letters[kLatin] += i - begin;
    if (i == size) break;
    if (bytes[i] < 0x80) {
      end_word(i, i + 1);
      ++i;
      continue;
    }
    const int32_t behind = i;
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, size, c);
    const auto letter = static_cast<char32_t>(c);
    const Script script = ScriptOf(letter);
    if (script != kLatin) end_word(behind, i);
    if (script != kNoScript) AddLetter(letter, script, count);
  }
  end_word(size, size);
  return count;
}

absl::string_view LanguageInLatin(const Count& count) {
  const auto best = static_cast<size_t>(
      std::max_element(count.points.begin(), count.points.end()) -
      count.points.begin());
  int second = 0;
  for (size_t i = 0; i < kLatinLanguages; ++i) {
    if (i != best) second = std::max(second, count.points[i]);
  }
  if (count.points[best] < kPointsMin ||
      (count.points[best] * 2 < second * kLead &&
       count.points[best] < second + kLeadPoints) ||
      count.hits * kWordsPerHitMax < count.words) {
    return kUndetermined;
  }
  return kStopWords[best].language;
}

absl::string_view LanguageInCyrillic(const Count& count) {
  if (count.serbian > 0 && count.russian == 0 && count.ukrainian == 0) {
    return "sr";
  }
  if (count.belarusian > 0 && count.ukrainian > 0) return "be";
  if (count.ukrainian > 0 && count.russian * 4 <= count.ukrainian) return "uk";
  if (count.russian > 0 && count.ukrainian * 4 <= count.russian) return "ru";
  // Short texts may lack all of these; most of them are Russian.
  return count.ukrainian == 0 ? "ru" : kUndetermined;
}

absl::string_view LanguageInArabic(const Count& count) {
  const int letters = count.letters[kArabic];
  if (count.urdu * 20 > letters) return "ur";
  // Some write Arabic with the Persian ی and ک; not a tenth of the letters.
  return count.persian * 8 > letters ? "fa" : "ar";
}

}  // namespace

absl::string_view DetectLanguage(absl::string_view folded) {
  const Count count = Read(folded.substr(0, kBytesRead));
  const std::array<int, kScripts>& letters = count.letters;
  int all = 0;
  for (size_t i = kLatin; i < kScripts; ++i) all += letters[i];
  const auto most = static_cast<size_t>(
      std::max_element(letters.begin() + kLatin, letters.end()) -
      letters.begin());
  const int east_asian = letters[kHan] + letters[kKana];
  // Characters that are words of their own weigh more than letters.
  if (east_asian >= 4 && east_asian * 3 > all) {
    return letters[kKana] * 10 > east_asian ? "ja" : "zh";
  }
  // The share that is another script may be names and links, not more.
  if (all < 8 || letters[most] * 3 < all * 2) return kUndetermined;
  switch (most) {
    case kLatin:
      return LanguageInLatin(count);
    case kCyrillic:
      return LanguageInCyrillic(count);
    case kArabic:
      return LanguageInArabic(count);
    default:
      return kLanguageOfScript[most];
  }
}

bool IsLanguageTag(absl::string_view tag) {
  constexpr size_t kBytesMax = 35;
  if (tag.size() > kBytesMax) return false;
  bool first = true;
  for (const absl::string_view part : absl::StrSplit(tag, '-')) {
    if (part.size() < (first ? 2 : 1) || part.size() > 8 ||
        !std::all_of(part.begin(), part.end(),
                     first ? absl::ascii_isalpha : absl::ascii_isalnum)) {
      return false;
    }
    first = false;
  }
  return true;
}

bool IsSameLanguage(absl::string_view a, absl::string_view b) {
  const auto primary = [](absl::string_view tag) {
    tag = tag.substr(0, tag.find('-'));
    // One language, two written forms and a name for both.
    const bool is_norwegian =
        absl::EqualsIgnoreCase(tag, "no") || absl::EqualsIgnoreCase(tag, "nn");
    return is_norwegian ? absl::string_view("nb") : tag;
  };
  return !absl::EqualsIgnoreCase(a, kUndetermined) &&
         absl::EqualsIgnoreCase(primary(a), primary(b));
}

}  // namespace winnow
