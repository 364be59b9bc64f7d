#include "service/screening/filters/reserved_names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "service/base/utf8.h"
#include "service/screening/text/views.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"
#include "unicode/uspoof.h"

namespace winnow {
namespace {

// Names are shorter (245 characters); what is longer is no imitation.
constexpr size_t kNameBytesMax = 1000;
// Shorter titles ("X") and entries would reserve half the alphabet.
constexpr size_t kLookLettersMin = 2;

// Lists the site's title among the entries under this name.
constexpr absl::string_view kTitleList = "site-title";

// Made once; threads may share a constant one.
const USpoofChecker* Checker() {
  static const USpoofChecker* const checker = [] {
    UErrorCode status = U_ZERO_ERROR;
    return uspoof_open(&status);
  }();
  return checker;
}

// Digits and signs that stand for letters, and letters that look like one
// another in small type. Both sides of a comparison go through it.
UChar32 LetterOf(UChar32 c) {
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case '!':
    case '|':
    case 'l':
      return 'i';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    default:
      return c;
  }
}

// Asks ICU; about 2 µs a name.
std::string LookOfAny(absl::string_view folded) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(
      Checker(), 0,
      icu::UnicodeString::fromUTF8(
          icu::StringPiece(folded.data(), static_cast<int32_t>(folded.size()))),
      skeleton, &status);
  if (U_FAILURE(status)) return "";
  // TR39 makes capitals of some letters.
  skeleton.foldCase();
  icu::UnicodeString look;
  for (int32_t i = 0; i < skeleton.length(); i = skeleton.moveIndex32(i, 1)) {
    const UChar32 c = LetterOf(skeleton.char32At(i));
    if (u_isalnum(c)) look.append(c);
  }
  std::string text;
  return look.toUTF8String(text);
}

// The same, character by character: no two of ASCII make one together.
std::string LookOfAscii(absl::string_view folded) {
  static const auto* const looks = [] {
    auto* table = new std::array<std::string, 128>;
    for (size_t c = 0; c < table->size(); ++c) {
      (*table)[c] = LookOfAny(std::string(1, static_cast<char>(c)));
    }
    return table;
  }();
  std::string look;
  for (const char c : folded) look += (*looks)[static_cast<uint8_t>(c)];
  return look;
}

// Returns how a folded name looks: nothing but letters and digits.
std::string LookOf(absl::string_view folded) {
  if (folded.size() > kNameBytesMax) return "";
  const bool is_ascii = std::all_of(folded.begin(), folded.end(), [](char c) {
    return absl::ascii_isascii(c);
  });
  std::string look = is_ascii ? LookOfAscii(folded) : LookOfAny(folded);
  return CountCodePoints(look) < kLookLettersMin ? "" : look;
}

class ReservedNames final : public Filter {
 public:
  explicit ReservedNames(const FilterSettings& settings) {
    for (const TermList& list : settings.lists) {
      if (list.kind != TermList::Kind::kReservedNames) continue;
      for (const std::string& term : list.terms) {
        Add(term, {.list = list.name, .entry = term});
      }
    }
    Add(settings.site_title,
        {.list = std::string(kTitleList), .entry = settings.site_title});
  }

  absl::string_view name() const override { return "reserved_names"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    if (names_.empty() && beginnings_.empty()) return;
    if (subject.draft.author_role == AuthorRole::kStaff) return;
    const ListedEntry* entry = Find(LookOf(subject.name.folded().text()));
    if (entry == nullptr) return;
    const auto end = static_cast<uint32_t>(subject.name.original().size());
    signals.Report({.name = "reserved_name",
                    .strength = 1,
                    .spans = {{0, end, TextField::kName}},
                    .reason = "looks like a name that is not the reader's",
                    .entries = {*entry}});
  }

 private:
  void Add(absl::string_view name, ListedEntry entry) {
    const bool is_beginning = absl::ConsumeSuffix(&name, "*");
    std::string look = LookOf(Fold(name));
    if (look.empty()) return;
    if (is_beginning) {
      beginnings_.emplace_back(std::move(look), std::move(entry));
    } else {
      names_.emplace(std::move(look), std::move(entry));
    }
  }

  const ListedEntry* Find(const std::string& look) const {
    if (look.empty()) return nullptr;
    if (const auto at = names_.find(look); at != names_.end()) {
      return &at->second;
    }
    for (const auto& [beginning, entry] : beginnings_) {
      if (absl::StartsWith(look, beginning)) return &entry;
    }
    return nullptr;
  }

  absl::flat_hash_map<std::string, ListedEntry> names_;  // by look
  std::vector<std::pair<std::string, ListedEntry>> beginnings_;
};

}  // namespace

std::unique_ptr<const Filter> MakeReservedNames(
    const FilterSettings& settings) {
  return std::make_unique<ReservedNames>(settings);
}

}  // namespace winnow
