// TextViews is one text as several readers see it, computed once and shared by
// all filters: as written, normalized (NFKC, invisible characters out), folded
// (normalized, without case) and as it looks (skeleton). Each view leads back
// to the bytes of the original, and so does one more that few texts need:
// squeezed, without disguises.
//
// The views borrow the original: it must outlive them and stay where it is.
// Movable. Threads may share a constant one.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_VIEWS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_VIEWS_H_

#include <memory>
#include <optional>
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
  View(std::string text, std::vector<OffsetMap> maps);

  // A text of its own with one map, which leads to the original.
  View(std::string text, OffsetMap map);

  // A text made from another view, which `map` leads to.
  View(std::string text, OffsetMap map, const View& from);

  absl::string_view text() const {
    return is_owner_ ? absl::string_view(owned_) : borrowed_;
  }

  // Whether text() is the original itself.
  bool is_original() const { return !is_owner_; }

  // Returns the bytes of the original that gave these bytes of text().
  ByteRange ToOriginal(ByteRange range) const;

  // Returns the bytes of the text that this one was made from.
  ByteRange ToFormer(ByteRange range) const;

 private:
  std::string owned_;
  absl::string_view borrowed_;
  std::vector<std::shared_ptr<const OffsetMap>> maps_;
  bool is_owner_;
};

class TextViews {
 public:
  // Computes all views.
  // Input: UTF-8 of at most 1 GB; bytes that are not UTF-8 stay or become
  // U+FFFD, never a failure.
  // Cost: linear for every input. 0.1 µs for 300 bytes of ASCII, 1 µs for most
  // other text, 4 µs where it must be normalized; a view is at most 11 times as
  // long as the original.
  explicit TextViews(absl::string_view original);

  absl::string_view original() const { return original_; }

  // NFKC without default-ignorable code points (zero-width, bidi controls,
  // variation selectors, tags), so that what looks alike compares alike; what a
  // right-to-left override turns round is turned back.
  const View& normalized() const { return normalized_; }

  // NFKC_Casefold of Unicode (UAX #44): normalized, then without case. Marks
  // stay.
  const View& folded() const { return folded_; }

  // What the text looks like (look_alikes.h): homoglyphs are one letter, marks
  // are gone, and so is case. For names that must not be imitated.
  const View& skeleton() const { return skeleton_ ? *skeleton_ : folded_; }

  // Whether every byte of the original is below 0x80.
  bool is_ascii() const { return is_ascii_; }

  // False when ICU refused to work, or for a long text of characters that each
  // become many (ﷺ); then nothing found in the views, and nothing missing from
  // them, may be trusted.
  bool complete() const { return complete_; }

 private:
  absl::string_view original_;
  bool is_ascii_;
  bool complete_ = true;
  View normalized_;
  View folded_;
  std::optional<View> skeleton_;  // none where it is the folded text
};

// Returns the skeleton squeezed (squeeze.h).
// Cost: linear, 4 ns a byte.
View Squeezed(const TextViews& views);

// Returns `text` as folded() has it, for lists that are matched against it.
std::string Fold(absl::string_view text);

// Returns `text` as skeleton() has it.
std::string Skeleton(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_VIEWS_H_
