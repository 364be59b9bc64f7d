// TextViews is one text as several readers see it, computed once and shared by
// all filters: as written, normalized (NFKC, invisible characters out) and
// folded (normalized, without case). Each view leads back to the bytes of the
// original.
//
// The views borrow the original: it must outlive them and stay where it is.
// Movable. Threads may share a constant one.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_VIEWS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_VIEWS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/screening/text/offset_map.h"

namespace winnow {

// One derived text and its way back.
class View {
 public:
  // A view that is the original itself, borrowed.
  explicit View(absl::string_view same) : borrowed_(same), is_owner_(false) {}

  // A text of its own. `maps` lead step by step to the original, the last one
  // into it; none when the offsets are the same.
  View(std::string text, std::vector<OffsetMap> maps)
      : owned_(std::move(text)), maps_(std::move(maps)), is_owner_(true) {}

  absl::string_view text() const {
    return is_owner_ ? absl::string_view(owned_) : borrowed_;
  }

  // Returns the bytes of the original that gave these bytes of text().
  ByteRange ToOriginal(ByteRange range) const;

 private:
  std::string owned_;
  absl::string_view borrowed_;
  std::vector<OffsetMap> maps_;
  bool is_owner_;
};

class TextViews {
 public:
  // Computes all views.
  // Input: UTF-8 of at most 1 GB; bytes that are not UTF-8 stay or become
  // U+FFFD, never a failure.
  // Cost: linear for every input. About 0.1 µs for 300 bytes of ASCII, 2 µs
  // for other text; a view is at most 11 times as long as the original.
  explicit TextViews(absl::string_view original);

  absl::string_view original() const { return original_; }

  // NFKC without default-ignorable code points (zero-width, bidi controls,
  // variation selectors, tags), so that what looks alike compares alike.
  const View& normalized() const { return normalized_; }

  // NFKC_Casefold of Unicode (UAX #44): normalized, then without case. Marks
  // stay.
  const View& folded() const { return folded_; }

  // Whether every byte of the original is below 0x80.
  bool is_ascii() const { return is_ascii_; }

  // False when ICU refused to work; then nothing found in the views, and
  // nothing missing from them, may be trusted.
  bool complete() const { return complete_; }

 private:
  absl::string_view original_;
  bool is_ascii_;
  bool complete_ = true;
  View normalized_;
  View folded_;
};

// Returns `text` as folded() has it, for lists that are matched against it.
std::string Fold(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_VIEWS_H_
