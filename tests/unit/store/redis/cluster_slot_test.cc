#include "service/store/redis/cluster_slot.h"

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(ClusterSlot, MatchesTheSpecificationAndRedisItself) {
  const struct {
    absl::string_view key;
    int slot;
  } rows[] = {
      // The check value of CRC16/XMODEM is 0x31c3.
      {"123456789", 0x31c3 % kClusterSlots},
      // As CLUSTER KEYSLOT of redis-server 7.0 answers.
      {"", 0},
      {"foo", 12182},
      {"somekey", 11058},
      {"foo{hash_tag}", 2515},
      {"hash_tag", 2515},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ClusterSlot(row.key), row.slot) << row.key;
  }
}

TEST(ClusterSlot, KeysOfOneSiteShareASlot) {
  const uint16_t site = ClusterSlot("winnow:{daily-news}:feed");
  EXPECT_EQ(ClusterSlot("winnow:{daily-news}:comment:\x01\x7f"), site);
  EXPECT_EQ(ClusterSlot("daily-news"), site);
  EXPECT_NE(ClusterSlot("winnow:{evening-news}:feed"), site);
}

TEST(ClusterSlot, OnlyTheFirstTagThatIsNotEmptyCounts) {
  EXPECT_EQ(ClusterSlot("{a}{b}"), ClusterSlot("a"));
  EXPECT_EQ(ClusterSlot("x{a}y{b}"), ClusterSlot("a"));
  EXPECT_EQ(ClusterSlot("{{a}}"), ClusterSlot("{a"));
  // No tag: the whole key counts, so these differ.
  EXPECT_NE(ClusterSlot("{}a"), ClusterSlot("{}b"));
  EXPECT_NE(ClusterSlot("{a"), ClusterSlot("a"));
  EXPECT_NE(ClusterSlot("a}"), ClusterSlot("a"));
}

}  // namespace
}  // namespace winnow
