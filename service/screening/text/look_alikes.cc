#include "service/screening/text/look_alikes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/uscript.h"
#include "unicode/uspoof.h"
#include "unicode/utf16.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// From a capital to its small letter to what that looks like, and on; no way is
// longer.
constexpr int kStepsMax = 4;

// Planes 0 and 1: nothing behind them looks like a letter of an alphabet.
constexpr char32_t kTableSize = 0x20000;

// Where TR39 knows the capital only, or gives a letter that nobody types.
constexpr std::pair<char32_t, char32_t> kOwn[] = {
    {U'ĸ', 'k'},    {U'к', 'k'},   {U'κ', 'k'},
    {U'м', 'm'},    {U'ь', 'b'},   {U'Ь', 'b'},
    {U'β', 'b'},    {U'ω', 'w'},   {U'ε', 'e'},
    {U'є', 'e'},    {U'€', U'€'},  {U'ʍ', 'm'},
    {U'т', 't'},    {U'τ', 't'},   {U'в', 'b'},
    {U'н', 'h'},    {U'ß', U'ß'},  {U'ẞ', U'ß'},
    {U'ƒ', 'f'},    {0x2B55, 'o'},  // heavy large circle
    {0x274C, 'x'},                  // cross mark
    {0x1F4B2, '$'},                 // heavy dollar sign
    {0x640, 0},                     // kashida: stretches an Arabic word
};

// Letters in a frame or a flag; the plain circled ones NFKC knows.
constexpr char32_t kFramed[] = {0x1F150, 0x1F170, 0x1F1E6};

bool IsDroppedMark(UChar32 c) {
  if ((U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) == 0) return false;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return false;
    default:
      // The sound marks of kana make other letters.
      return c != 0x3099 && c != 0x309A;
  }
}

bool IsMixedByReaders(UScriptCode script) {
  switch (script) {
    case USCRIPT_COMMON:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARMENIAN:
    case USCRIPT_CHEROKEE:
    case USCRIPT_COPTIC:
    case USCRIPT_DESERET:
    case USCRIPT_LISU:
    case USCRIPT_CANADIAN_ABORIGINAL:
      return true;
    default:
      return false;
  }
}

// East Asian blocks, where letters look like dashes and boxes, and private use.
bool IsOutside(char32_t c) {
  return (c >= 0x3000 && c < 0xA4D0) || (c >= 0xAC00 && c < 0xFB00);
}

// The one character that is left of a text without its marks; 0 for more or
// none.
UChar32 OnlyBase(const icu::UnicodeString& text) {
  UChar32 base = 0;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (IsDroppedMark(c)) continue;
    if (base != 0) return 0;
    base = c;
  }
  return base;
}

// The letter of a small capital (ʙ, ʜ, ᴛ), which phonetics and jokers write.
UChar32 OfSmallCapital(UChar32 c) {
  constexpr absl::string_view kPrefix = "LATIN LETTER SMALL CAPITAL ";
  char name[64];
  UErrorCode status = U_ZERO_ERROR;
  const int32_t size =
      u_charName(c, U_UNICODE_CHAR_NAME, name, sizeof name, &status);
  if (U_FAILURE(status) || size != static_cast<int32_t>(kPrefix.size()) + 1 ||
      absl::string_view(name, kPrefix.size()) != kPrefix) {
    return c;
  }
  return u_tolower(name[size - 1]);
}

class Table {
 public:
  Table() : looks_(kTableSize) {
    UErrorCode status = U_ZERO_ERROR;
    USpoofChecker* checker = uspoof_open(&status);
    const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
    for (char32_t c = 0; c < kTableSize; ++c) {
      const auto point = static_cast<UChar32>(c);
      looks_[c] = static_cast<char32_t>(u_foldCase(point, U_FOLD_CASE_DEFAULT));
      if (c < 0x80 || IsOutside(c) || !u_isdefined(point)) continue;
      if (IsDroppedMark(point)) {
        looks_[c] = 0;
      } else if (U_SUCCESS(status)) {
        looks_[c] = Look(point, checker, *nfd);
      }
    }
    uspoof_close(checker);
    for (const auto& [c, look] : kOwn) looks_[c] = look;
    for (const char32_t first : kFramed) {
      for (char32_t i = 0; i < 26; ++i) looks_[first + i] = 'a' + i;
    }
    // A capital may look like another letter than the small one it stands for.
    for (char32_t c = 0x80; c < kTableSize; ++c) {
      for (int step = 0; step < kStepsMax && !IsOutside(c); ++step) {
        if (looks_[c] < kTableSize) looks_[c] = looks_[looks_[c]];
      }
    }
  }

  char32_t At(char32_t c) const { return c < kTableSize ? looks_[c] : c; }

 private:
  static char32_t Look(UChar32 c, const USpoofChecker* checker,
                       const icu::Normalizer2& nfd) {
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(c, &status);
    const icu::UnicodeString written(c);
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(checker, 0, written, skeleton, &status);
    const UChar32 lower = u_tolower(c);
    UChar32 look = OnlyBase(nfd.normalize(icu::UnicodeString(lower), status));
    if (U_FAILURE(status)) return static_cast<char32_t>(lower);
    UChar32 prototype = OnlyBase(skeleton);
    // TR39 writes every m as r and n.
    if (skeleton.startsWith("rn")) prototype = 'm';
    // б is no 6: the words of a language have no digits.
    const bool is_number = u_isalpha(c) && u_isdigit(prototype);
    if (prototype != 0 && !is_number &&
        (IsMixedByReaders(script) ||
         uscript_getScript(prototype, &status) == script)) {
      // It also takes a capital I for an l; the small letter knows better.
      const bool is_capital_i = prototype == 'l' && lower != c;
      look = is_capital_i
                 ? 'i'
                 : OfSmallCapital(u_foldCase(prototype, U_FOLD_CASE_DEFAULT));
    }
    return static_cast<char32_t>(look != 0 ? look : lower);
  }

  std::vector<char32_t> looks_;
};

const Table& TheTable() {
  static const Table* const table = new Table;
  return *table;
}

}  // namespace

char32_t LookAlike(char32_t c) { return TheTable().At(c); }

std::string MakeSkeleton(absl::string_view normalized, OffsetMap& map) {
  const Table& table = TheTable();
  std::string skeleton;
  skeleton.reserve(normalized.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(normalized.data());
  const auto size = static_cast<int32_t>(normalized.size());
  int32_t next = 0;
  while (next < size) {
    const int32_t begin = next;
    while (next < size && bytes[next] < 0x80) ++next;
    if (next > begin) {
      const size_t before = skeleton.size();
      skeleton.append(normalized.data() + begin,
                      static_cast<size_t>(next - begin));
      for (size_t i = before; i < skeleton.size(); ++i) {
        const auto byte = static_cast<uint8_t>(skeleton[i] - 'A');
        skeleton[i] = static_cast<char>(skeleton[i] + (byte < 26 ? 32 : 0));
      }
      map.AppendEqual(static_cast<uint32_t>(next - begin));
      continue;
    }
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, next, size, c);
    const char32_t look = table.At(static_cast<char32_t>(c));
    uint8_t written[U8_MAX_LENGTH];
    int32_t length = 0;
    if (look == U'ß') {
      written[length++] = 's';
      written[length++] = 's';
    } else if (look != 0) {
      U8_APPEND_UNSAFE(written, length, look);
    }
    if (length == next - begin && look != U'ß') {
      map.AppendEqual(static_cast<uint32_t>(length));
    } else {
      map.AppendChange(static_cast<uint32_t>(next - begin),
                       static_cast<uint32_t>(length));
    }
    skeleton.append(reinterpret_cast<const char*>(written),
                    static_cast<size_t>(length));
  }
  return skeleton;
}

}  // namespace winnow
