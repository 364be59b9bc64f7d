#include "service/screening/text/plain_letters.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// Planes 0 and 1; what stands behind them is rare.
constexpr UChar32 kTableSize = 0x20000;

// Folds to two letters of one byte each, and is too common to be left out.
constexpr UChar32 kSharpS = U'ß';

class Table {
 public:
  Table() : folded_(kTableSize) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
    const icu::Normalizer2* fold =
        icu::Normalizer2::getNFKCCasefoldInstance(status);
    // Without ICU's data no character is plain.
    if (U_FAILURE(status)) return;
    for (UChar32 c = 0x80; c < kTableSize; ++c) {
      if (IsInert(c, *nfkc, *fold)) folded_[c] = FoldOf(c, *fold);
    }
    folded_[kSharpS] = kSharpS;
  }

  // Returns the small letter, or 0 when the character is not plain.
  UChar32 Fold(UChar32 c) const { return c < kTableSize ? folded_[c] : 0; }

 private:
  // Whether NFKC leaves it alone and nothing before it reaches it.
  static bool IsInert(UChar32 c, const icu::Normalizer2& nfkc,
                      const icu::Normalizer2& fold) {
    return u_isdefined(c) && !U_IS_SURROGATE(c) &&
           !u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
           u_getCombiningClass(c) == 0 &&
           u_getIntPropertyValue(c, UCHAR_NFKC_QUICK_CHECK) == UNORM_YES &&
           nfkc.hasBoundaryBefore(c) && fold.hasBoundaryBefore(c);
  }

  static UChar32 FoldOf(UChar32 c, const icu::Normalizer2& fold) {
    if (!u_hasBinaryProperty(c, UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED)) return c;
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString folded =
        fold.normalize(icu::UnicodeString(c), status);
    if (U_FAILURE(status) || folded.countChar32() != 1) return 0;
    const UChar32 only = folded.char32At(0);
    return U8_LENGTH(only) == U8_LENGTH(c) && fold.hasBoundaryBefore(only)
               ? only
               : 0;
  }

  std::vector<UChar32> folded_;
};

const Table& TheTable() {
  static const Table* const table = new Table;
  return *table;
}

}  // namespace

bool FoldPlain(absl::string_view text, std::string& folded, OffsetMap& map) {
  const Table& table = TheTable();
  folded.assign(text.data(), text.size());
  for (char& c : folded) {
    // Without a branch, so that compilers turn it into vector code.
    c = static_cast<char>(c + (static_cast<uint8_t>(c - 'A') < 26 ? 32 : 0));
  }
  auto* bytes = reinterpret_cast<uint8_t*>(folded.data());
  const auto size = static_cast<int32_t>(folded.size());
  int32_t mapped = 0;  // how far the map leads
  for (int32_t next = 0; next < size;) {
    if (bytes[next] < 0x80) {
      ++next;
      continue;
    }
    int32_t at = next;
    UChar32 c;
    U8_NEXT(bytes, next, size, c);
    const UChar32 small = c < 0 ? 0 : table.Fold(c);
    if (small == 0) return false;
    if (small == kSharpS) {
      map.AppendEqual(static_cast<uint32_t>(at - mapped));
      map.AppendChange(2, 2);
      mapped = next;
      bytes[at] = bytes[at + 1] = 's';
    } else if (small != c) {
      U8_APPEND_UNSAFE(bytes, at, small);
    }
  }
  map.AppendEqual(static_cast<uint32_t>(size - mapped));
  return true;
}

}  // namespace winnow
