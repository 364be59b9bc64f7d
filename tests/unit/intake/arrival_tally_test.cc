#include "service/intake/arrival_tally.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

TEST(ArrivalTally, KnowsNothingOfASiteThatSentNothing) {
  const ArrivalTally tally;
  const ArrivalShares shares = tally.Of("daily", kNow);
  EXPECT_EQ(shares.comments, 0);
  EXPECT_EQ(shares.busiest_network, 0);
  EXPECT_EQ(shares.unusable_address, 0);
  EXPECT_EQ(shares.fault_time, absl::InfinitePast());
}

TEST(ArrivalTally, SharesOutComments) {
  ArrivalTally tally;
  for (int i = 0; i < 6; ++i) tally.Count("daily", "proxy", false, kNow);
  for (int i = 0; i < 2; ++i) {
    tally.Count("daily", absl::StrCat("reader", i), false, kNow);
  }
  for (int i = 0; i < 2; ++i) tally.Count("daily", "", true, kNow);
  tally.Count("weekly", "reader", false, kNow);
  tally.CountFault("weekly", kNow);
  const ArrivalShares shares = tally.Of("daily", kNow);
  EXPECT_EQ(shares.comments, 10);
  EXPECT_DOUBLE_EQ(shares.busiest_network, 0.6);
  EXPECT_DOUBLE_EQ(shares.unusable_address, 0.2);
  EXPECT_EQ(tally.Of("weekly", kNow).fault_time, kNow);
}

TEST(ArrivalTally, FindsTheBusiestOfAnyNumberOfNetworks) {
  ArrivalTally tally;
  for (int i = 0; i < 20000; ++i) {
    tally.Count("daily", i % 2 == 0 ? "proxy" : absl::StrCat("reader", i),
                false, kNow);
  }
  const double share = tally.Of("daily", kNow).busiest_network;
  EXPECT_LE(share, 0.5);
  EXPECT_GE(share, 0.5 - 1.0 / 16);
}

TEST(ArrivalTally, AccusesNoneOfManyEqualNetworks) {
  ArrivalTally tally;
  for (int i = 0; i < 20000; ++i) {
    tally.Count("daily", absl::StrCat("reader", i % 1000), false, kNow);
  }
  EXPECT_LE(tally.Of("daily", kNow).busiest_network, 0.01);
}

TEST(ArrivalTally, ForgetsWithinADay) {
  ArrivalTally tally;
  tally.Count("daily", "a", false, kNow);
  EXPECT_EQ(tally.Of("daily", kNow + kTallyWindow).comments, 1);
  tally.Count("daily", "a", false, kNow + kTallyWindow);
  EXPECT_EQ(tally.Of("daily", kNow + kTallyWindow).comments, 2);
  EXPECT_EQ(tally.Of("daily", kNow + kTallyWindow).busiest_network, 1);
  EXPECT_EQ(tally.Of("daily", kNow + 2 * kTallyWindow).comments, 1);
  EXPECT_EQ(tally.Of("daily", kNow + 3 * kTallyWindow).comments, 0);
}

TEST(ArrivalTally, CountsSoManySitesAndNoMore) {
  ArrivalTally tally;
  for (size_t i = 0; i <= kTalliedSitesMax; ++i) {
    tally.Count(absl::StrCat("site", i), "a", false, kNow);
  }
  EXPECT_EQ(tally.Of("site0", kNow).comments, 1);
  EXPECT_EQ(tally.Of(absl::StrCat("site", kTalliedSitesMax), kNow).comments, 0);
}

}  // namespace
}  // namespace winnow
