// What the classifier sees of a comment: hashes of its words, word pairs and
// pieces of words, and marks of its form (capitals, links, disguises). Training
// and use read texts through this one function, so that they cannot differ.
//
// Grams are read in the view that shows how the text looks (views.h), so that a
// homoglyph is the letter it looks like; of words in disguise the squeezed
// spelling is read as well. Within a text every word counts once.

#ifndef WINNOW_SERVICE_SCREENING_CLASSIFIER_FEATURES_H_
#define WINNOW_SERVICE_SCREENING_CLASSIFIER_FEATURES_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "service/screening/classifier/marks.h"
#include "service/screening/text/links.h"
#include "service/screening/text/views.h"

namespace winnow {

// Changes whenever the same text would give other features: a model made for
// another number is refused.
inline constexpr uint32_t kFeatureVersion = 1;

// Of a longer text its beginning and its end are read.
inline constexpr size_t kHeadBytesRead = 6144;
inline constexpr size_t kTailBytesRead = 2048;

// What is scored. Only borrows.
struct ClassifierInput {
  const TextViews& body;
  absl::string_view name;     // as skeleton() has it; may be empty
  absl::string_view website;  // the same
  // Of the body come first; those of name and website may follow.
  absl::Span<const Link> links;
};

// Where a gram stands, for explanations; a piece stands where its word does.
struct GramPlace {
  enum class Kind : uint8_t { kWord, kPair, kPiece, kDisguised, kSign };
  Kind kind = Kind::kWord;
  bool is_squeezed = false;  // the range is of the squeezed view
  ByteRange range;           // of the skeleton
};

// Reused from comment to comment, so that nothing is allocated.
struct FeatureSet {
  std::vector<uint32_t> grams;         // of the body
  std::vector<uint32_t> author_grams;  // of name and website: for spam alone
  std::vector<uint16_t> marks;         // below kMarks
  // Beside each of `grams`, when asked for.
  std::vector<GramPlace> places;
  std::vector<uint32_t> seen;  // memory of the reader, no result

  void Clear();
};

// Replaces what is in `features`.
// Input: any bytes.
// Cost: linear; 6 µs for 300 bytes, twice that with places.
void ExtractFeatures(const ClassifierInput& input, bool with_places,
                     FeatureSet& features);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_CLASSIFIER_FEATURES_H_
