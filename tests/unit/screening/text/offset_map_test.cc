#include "service/screening/text/offset_map.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

TEST(OffsetMap, LeadsToTheSameOffsetsWhenNothingChanged) {
  const OffsetMap map;
  EXPECT_TRUE(map.is_identity());
  EXPECT_EQ(map.ToOriginal({3, 7}), (ByteRange{3, 7}));
}

// Original "ab" + 3 bytes that became 2 + "cd" + 3 removed bytes + "ef":
// derived "abXXcdef".
OffsetMap MakeMap() {
  OffsetMap map;
  map.AppendEqual(2);
  map.AppendChange(3, 2);
  map.AppendEqual(2);
  map.AppendChange(3, 0);
  map.AppendEqual(2);
  return map;
}

TEST(OffsetMap, FindsWhereEachRangeCameFrom) {
  struct Row {
    const char* name;
    ByteRange derived;
    ByteRange original;
  };
  const Row rows[] = {
      {"before any change", {0, 2}, {0, 2}},
      {"all of a change", {2, 4}, {2, 5}},
      {"the first half of a change means all of it", {2, 3}, {2, 5}},
      {"the second half of a change means all of it", {3, 4}, {2, 5}},
      {"across the begin of a change", {1, 3}, {1, 5}},
      {"across the end of a change", {3, 5}, {2, 6}},
      {"between changes", {4, 6}, {5, 7}},
      {"removed bytes inside belong to the range", {5, 7}, {6, 11}},
      {"removed bytes before it do not", {6, 8}, {10, 12}},
      {"everything", {0, 8}, {0, 12}},
  };
  const OffsetMap map = MakeMap();
  for (const Row& row : rows) {
    EXPECT_EQ(map.ToOriginal(row.derived), row.original) << row.name;
  }
}

TEST(OffsetMap, LeavesOutWhatWasRemovedAtBothEnds) {
  OffsetMap map;
  map.AppendChange(3, 0);
  map.AppendEqual(4);
  map.AppendChange(3, 0);
  EXPECT_EQ(map.ToOriginal({0, 4}), (ByteRange{3, 7}));
}

}  // namespace
}  // namespace winnow
