#include "clients/gateway/token_buckets.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1700000000);

TEST(TokenBuckets, LetABurstThroughAndThenARate) {
  TokenBuckets buckets({.per_second = 2, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(buckets.Take("a", kStart));
  EXPECT_EQ(buckets.Take("a", kStart), absl::Seconds(0.5));
  EXPECT_FALSE(buckets.Take("b", kStart));
  const absl::Time later = kStart + absl::Seconds(0.5);
  EXPECT_FALSE(buckets.Take("a", later));
  EXPECT_TRUE(buckets.Take("a", later));
  // Not more than the burst, however long it was quiet.
  const absl::Time next_day = kStart + absl::Hours(24);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(buckets.Take("a", next_day));
  EXPECT_TRUE(buckets.Take("a", next_day));
}

TEST(TokenBuckets, GoOnFromWhereTheClockWentBackTo) {
  TokenBuckets buckets({.per_second = 1, .burst = 1});
  EXPECT_FALSE(buckets.Take("a", kStart));
  const absl::Time back = kStart - absl::Hours(1);
  EXPECT_EQ(buckets.Take("a", back), absl::Seconds(1));
  EXPECT_FALSE(buckets.Take("a", back + absl::Seconds(1)));
}

TEST(TokenBuckets, TakeATokenBack) {
  TokenBuckets buckets({.per_second = 0, .burst = 2, .buckets_max = 1});
  EXPECT_FALSE(buckets.Take("a", kStart));
  EXPECT_FALSE(buckets.Take("a", kStart));
  EXPECT_TRUE(buckets.Take("a", kStart));
  buckets.GiveBack("a");
  EXPECT_FALSE(buckets.Take("a", kStart));
  EXPECT_TRUE(buckets.Take("a", kStart));
  // Newcomers', likewise, and never more than there were.
  EXPECT_FALSE(buckets.Take("b", kStart));
  EXPECT_FALSE(buckets.Take("c", kStart));
  EXPECT_TRUE(buckets.Take("d", kStart));
  for (int i = 0; i < 5; ++i) buckets.GiveBack("b");
  EXPECT_FALSE(buckets.Take("b", kStart));
  EXPECT_FALSE(buckets.Take("c", kStart));
  EXPECT_TRUE(buckets.Take("d", kStart));
}

TEST(TokenBuckets, StayBoundedAndDropWhoIsQuiet) {
  TokenBuckets buckets({.per_second = 1, .burst = 2, .buckets_max = 10});
  for (int i = 0; i < 10; ++i) buckets.Take(absl::StrCat(i), kStart);
  EXPECT_EQ(buckets.size(), 10u);
  // Newcomers share one bucket.
  EXPECT_FALSE(buckets.Take("x", kStart));
  EXPECT_FALSE(buckets.Take("y", kStart));
  EXPECT_TRUE(buckets.Take("z", kStart));
  EXPECT_EQ(buckets.size(), 10u);
  // After two seconds all are full again, which is as if they were not there.
  EXPECT_FALSE(buckets.Take("z", kStart + absl::Seconds(2)));
  EXPECT_EQ(buckets.size(), 1u);
}

TEST(TokenBuckets, OfNothingRefuseEverything) {
  TokenBuckets buckets({.per_second = 0, .burst = 0});
  EXPECT_TRUE(buckets.Take("a", kStart));
}

TEST(NetworkKey, IsAHouseholdsNetwork) {
  const auto key = [](const char* text) {
    return NetworkKey(ParseIpAddress(text).value());
  };
  EXPECT_EQ(key("192.0.2.1"), key("192.0.2.255"));
  EXPECT_NE(key("192.0.2.1"), key("192.0.3.1"));
  EXPECT_EQ(key("2001:db8:0:1::1"), key("2001:db8:0:ff::"));
  EXPECT_NE(key("2001:db8:0:1::1"), key("2001:db8:0:100::"));
}

}  // namespace
}  // namespace winnow
