#include "service/screening/text/views.h"

#include <algorithm>
#include <cstdint>

#include "service/base/utf8.h"
#include "service/screening/text/look_alikes.h"
#include "service/screening/text/plain_letters.h"
#include "service/screening/text/squeeze.h"
#include "unicode/bytestream.h"
#include "unicode/edits.h"
#include "unicode/normalizer2.h"
#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace winnow {
namespace {

// ICU sorts a run of combining marks by insertion, so 64 KB of them would cost
// their square. Texts are normalized in pieces of this size, cut where
// characters cannot interact.
constexpr int32_t kPieceBytes = 256;
// Only a run of marks longer than this is cut anywhere: 30 are more than any
// language needs (UAX #15, stream-safe text).
constexpr int32_t kMarksBytes = 64;

// Texts that grow more than this in normalization are made of nothing but
// ligatures of whole phrases, to cost the reader time.
constexpr size_t kExpansionMax = 4;
constexpr size_t kExpandedBytesFree = 4096;

std::string ToLowerAscii(absl::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    // Without a branch, so that compilers turn it into vector code.
    c = static_cast<char>(c + (static_cast<uint8_t>(c - 'A') < 26 ? 32 : 0));
  }
  return lower;
}

// Returns the last place within kMarksBytes before `end`, and behind `begin`,
// where characters cannot interact; `begin` if there is none.
int32_t LastBoundary(const icu::Normalizer2& normalizer, absl::string_view text,
                     int32_t begin, int32_t end) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  U8_SET_CP_START(bytes, begin, end);
  const int32_t first = std::max(begin, end - kMarksBytes);
  while (end > first) {
    int32_t next = end;
    UChar32 code_point;
    U8_NEXT_OR_FFFD(bytes, next, size, code_point);
    if (normalizer.hasBoundaryBefore(code_point)) return end;
    U8_BACK_1(bytes, begin, end);
  }
  return begin;
}

int32_t PieceEnd(const icu::Normalizer2& normalizer, absl::string_view text,
                 int32_t begin) {
  const auto size = static_cast<int32_t>(text.size());
  for (const int32_t bytes : {kPieceBytes, kMarksBytes}) {
    if (size - begin <= bytes) return size;
    const int32_t end = LastBoundary(normalizer, text, begin, begin + bytes);
    if (end > begin) return end;
  }
  int32_t end = begin + kMarksBytes;
  U8_SET_CP_START(reinterpret_cast<const uint8_t*>(text.data()), begin, end);
  return end;
}

bool Normalize(const icu::Normalizer2* normalizer, absl::string_view text,
               std::string& out, OffsetMap& map) {
  if (normalizer == nullptr) return false;
  UErrorCode status = U_ZERO_ERROR;
  icu::Edits edits;
  out.reserve(text.size() + text.size() / 8);
  icu::StringByteSink<std::string> sink(&out);
  int32_t begin = 0;
  while (begin < static_cast<int32_t>(text.size())) {
    const int32_t end = PieceEnd(*normalizer, text, begin);
    normalizer->normalizeUTF8(
        U_EDITS_NO_RESET, icu::StringPiece(text.data() + begin, end - begin),
        sink, &edits, status);
    if (U_FAILURE(status)) return false;
    begin = end;
  }
  auto edit = edits.getFineIterator();
  while (edit.next(status)) {
    if (edit.hasChange()) {
      map.AppendChange(edit.oldLength(), edit.newLength());
    } else {
      map.AppendEqual(edit.oldLength());
    }
  }
  return U_SUCCESS(status);
}

// What stands behind an override is read backwards, up to its end or the
// line's.
constexpr UChar32 kRightToLeftOverride = 0x202E;
constexpr UChar32 kPopDirection = 0x202C;

bool IsIgnorable(UChar32 c) {
  return c >= 0x80 &&
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

// Appends an overridden stretch as it is read, without what is invisible.
// Returns where it ends.
int32_t AppendBackwards(absl::string_view text, int32_t begin,
                        std::string& kept) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  std::vector<std::pair<int32_t, int32_t>> visible;
  int32_t next = begin;
  while (next < size && text[static_cast<size_t>(next)] != '\n') {
    const int32_t at = next;
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, next, size, c);
    if (c == kPopDirection) break;
    if (!IsIgnorable(c)) visible.emplace_back(at, next);
  }
  for (auto piece = visible.rbegin(); piece != visible.rend(); ++piece) {
    kept.append(text.data() + piece->first, piece->second - piece->first);
  }
  return next;
}

std::string RemoveIgnorables(absl::string_view text, OffsetMap& map) {
  std::string kept;
  kept.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  int32_t next = 0;
  while (next < size) {
    const int32_t begin = next;
    UChar32 code_point;
    U8_NEXT_OR_FFFD(bytes, next, size, code_point);
    if (code_point == kRightToLeftOverride) {
      const size_t kept_before = kept.size();
      next = AppendBackwards(text, next, kept);
      map.AppendChange(next - begin, kept.size() - kept_before);
    } else if (IsIgnorable(code_point)) {
      map.AppendChange(next - begin, 0);
    } else {
      map.AppendEqual(next - begin);
      kept.append(text.data() + begin, next - begin);
    }
  }
  return kept;
}

View MakeNormalized(absl::string_view original, bool& complete) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  OffsetMap removed;
  OffsetMap normalized;
  const std::string visible = RemoveIgnorables(original, removed);
  std::string text;
  complete = Normalize(nfkc, visible, text, normalized) && complete;
  return View(std::move(text), {std::move(normalized), std::move(removed)});
}

View MakeFolded(absl::string_view original, bool& complete) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* fold =
      icu::Normalizer2::getNFKCCasefoldInstance(status);
  std::string text;
  OffsetMap map;
  complete = Normalize(fold, original, text, map) && complete;
  return View(std::move(text), std::move(map));
}

}  // namespace

View::View(std::string text, std::vector<OffsetMap> maps)
    : owned_(std::move(text)), is_owner_(true) {
  for (OffsetMap& map : maps) {
    maps_.push_back(std::make_shared<const OffsetMap>(std::move(map)));
  }
}

View::View(std::string text, OffsetMap map)
    : owned_(std::move(text)), is_owner_(true) {
  if (map.is_identity()) return;
  maps_.push_back(std::make_shared<const OffsetMap>(std::move(map)));
}

View::View(std::string text, OffsetMap map, const View& from)
    : owned_(std::move(text)), is_owner_(true) {
  maps_.reserve(from.maps_.size() + 1);
  maps_.push_back(std::make_shared<const OffsetMap>(std::move(map)));
  maps_.insert(maps_.end(), from.maps_.begin(), from.maps_.end());
}

ByteRange View::ToOriginal(ByteRange range) const {
  for (const auto& map : maps_) range = map->ToOriginal(range);
  return range;
}

ByteRange View::ToFormer(ByteRange range) const {
  return maps_.empty() ? range : maps_.front()->ToOriginal(range);
}

TextViews::TextViews(absl::string_view original)
    : original_(original),
      is_ascii_(IsAscii(original)),
      normalized_(original),
      folded_(original) {
  if (is_ascii_) {
    folded_ = View(ToLowerAscii(original), OffsetMap());
    return;
  }
  OffsetMap folding;
  std::string folded;
  if (FoldPlain(original, folded, folding)) {
    folded_ = View(std::move(folded), std::move(folding));
  } else {
    normalized_ = MakeNormalized(original, complete_);
    if (normalized_.text().size() >
        kExpansionMax * original.size() + kExpandedBytesFree) {
      complete_ = false;
      return;
    }
    folded_ = MakeFolded(original, complete_);
  }
  OffsetMap map;
  std::string text = MakeSkeleton(normalized_.text(), map);
  if (text != folded_.text()) {
    skeleton_.emplace(std::move(text), std::move(map), normalized_);
  }
}

View Squeezed(const TextViews& views) {
  OffsetMap map;
  std::string text = Squeeze(views.skeleton().text(), map);
  return View(std::move(text), std::move(map), views.skeleton());
}

std::string Fold(absl::string_view text) {
  return std::string(TextViews(text).folded().text());
}

std::string Skeleton(absl::string_view text) {
  return std::string(TextViews(text).skeleton().text());
}

}  // namespace winnow
