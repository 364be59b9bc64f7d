#include "service/screening/text/offset_map.h"

#include <algorithm>
#include <iterator>

namespace winnow {

void OffsetMap::AppendChange(uint32_t original_bytes, uint32_t derived_bytes) {
  const Change change = {
      .original = {original_end_, original_end_ + original_bytes},
      .derived = {derived_end_, derived_end_ + derived_bytes}};
  changes_.push_back(change);
  original_end_ = change.original.end;
  derived_end_ = change.derived.end;
}

void OffsetMap::AppendEqual(uint32_t bytes) {
  original_end_ += bytes;
  derived_end_ += bytes;
}

ByteRange OffsetMap::ToOriginal(ByteRange derived) const {
  // The first change that ends behind the range's first byte: that byte stands
  // in it or in the equal stretch before it. What was removed just before the
  // range is not part of it.
  const auto first = std::upper_bound(
      changes_.begin(), changes_.end(), derived.begin,
      [](uint32_t offset, const Change& c) { return offset < c.derived.end; });
  // The first change that begins behind the range's last byte.
  const auto last = std::lower_bound(first, changes_.end(), derived.end,
                                     [](const Change& c, uint32_t offset) {
                                       return c.derived.begin < offset;
                                     });

  // The place of an offset in the equal stretch before the change `next`.
  const auto shift = [this](auto next, uint32_t offset) {
    if (next == changes_.begin()) return offset;
    const Change& before = *std::prev(next);
    return before.original.end + (offset - before.derived.end);
  };
  ByteRange original;
  original.begin =
      first != changes_.end() && first->derived.begin <= derived.begin
          ? first->original.begin
          : shift(first, derived.begin);
  original.end =
      last != changes_.begin() && std::prev(last)->derived.end >= derived.end
          ? std::prev(last)->original.end
          : shift(last, derived.end);
  return original;
}

}  // namespace winnow
