// An OffsetMap leads from bytes of a derived text back to the bytes of the
// original they came from, so that a match in a folded text can be underlined
// in what the reader wrote. It keeps only the places where the two differ: a
// text that differs nowhere in length has an empty map.
//
// A value type; threads may share a constant one.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_OFFSET_MAP_H_
#define WINNOW_SERVICE_SCREENING_TEXT_OFFSET_MAP_H_

#include <cstdint>
#include <vector>

namespace winnow {

// Half-open range of bytes.
struct ByteRange {
  uint32_t begin = 0;
  uint32_t end = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

class OffsetMap {
 public:
  // Appends a stretch that became another text: `original_bytes` of the
  // original gave `derived_bytes` of the derived text (0: removed).
  void AppendChange(uint32_t original_bytes, uint32_t derived_bytes);

  // Appends a stretch of equal length in both texts, byte for byte.
  void AppendEqual(uint32_t bytes);

  // Returns the smallest range of the original that gave `derived`. Where a
  // range begins or ends inside a changed stretch the whole stretch is meant,
  // since a ligature cannot be underlined by half.
  // Input: a range of at least one byte, within the derived text.
  // Cost: two binary searches over the changed stretches.
  ByteRange ToOriginal(ByteRange derived) const;

  bool is_identity() const { return changes_.empty(); }

 private:
  struct Change {
    ByteRange original;
    ByteRange derived;
  };

  std::vector<Change> changes_;  // in order, not overlapping
  uint32_t original_end_ = 0;
  uint32_t derived_end_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_OFFSET_MAP_H_
