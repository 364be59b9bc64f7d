// A Sketch is a fingerprint that near copies of a text share: 32 keyed
// min-hashes of its word trigrams (Broder 1997), the first 15 folded into 5
// bands of 3. Two texts that share 80 % of their trigrams have a band in common
// in 97 of 100 cases, unrelated ones in practice never. A store looks
// candidates up by band and verifies them by Agreement() of all 32.
//
// Keyed with a secret of the site, so that nobody can compute the sketch of a
// guessed text from a dump, nor craft texts that fall into another's cluster.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_SKETCH_H_
#define WINNOW_SERVICE_SCREENING_TEXT_SKETCH_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace winnow {

inline constexpr int kSketchBands = 5;
inline constexpr int kSketchValues = 32;
// Shorter texts have too few trigrams to compare and are hashed as a whole:
// only exact copies (after folding, by words) are near copies of them.
inline constexpr int kSketchWordsMin = 8;

// What stands behind it is not read: no body is longer, only some that were
// made to grow when folded.
inline constexpr int kSketchBytesMax = 65536;

struct SketchKey {
  uint64_t seed0 = 0;
  uint64_t seed1 = 0;
};

struct Sketch {
  // Of a text under kSketchWordsMin all bands are equal.
  std::array<uint64_t, kSketchBands> bands = {};
  std::array<uint8_t, kSketchValues> values = {};
  // How many of the bands are worth storing: all; 1 for short texts, 0 for
  // texts without a word, which have no sketch.
  int bands_used = 0;

  bool usable() const { return bands_used > 0; }
};

// Makes the sketch of a folded text.
// Cost: linear, nothing allocated; 0.7 µs for 300 bytes.
Sketch MakeSketch(absl::string_view folded, const SketchKey& key);

// Returns the share of equal values, 0–1: an estimate of the share of trigrams
// that two texts have in common (Jaccard), with a standard error of 0.09.
// Input: two values of kSketchValues bytes, as stored; any other length is 0.
double Agreement(absl::string_view a, absl::string_view b);
double Agreement(const Sketch& a, const Sketch& b);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_SKETCH_H_
