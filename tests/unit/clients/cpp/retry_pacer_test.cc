#include "clients/cpp/retry_pacer.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace winnow {
namespace {

TEST(RetryPacer, DoublesUpToFiveSecondsWithinItsBounds) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    RetryPacer pacer(seed);
    absl::Duration most = absl::Milliseconds(100);
    for (int attempt = 0; attempt < 12; ++attempt) {
      const absl::Duration pause = pacer.Next();
      EXPECT_LE(pause, most) << seed;
      EXPECT_GE(pause, most * 0.5) << seed;
      most = std::min(most * 2, absl::Seconds(5));
    }
  }
}

TEST(RetryPacer, NeverComesBackSoonerThanTheServerAsked) {
  RetryPacer pacer(1);
  EXPECT_EQ(pacer.Next(absl::Seconds(30)), absl::Seconds(30));
}

TEST(RetryPacer, StartsAgainAfterASuccess) {
  RetryPacer pacer(1);
  for (int i = 0; i < 10; ++i) pacer.Next();
  pacer.Reset();
  EXPECT_LE(pacer.Next(), absl::Milliseconds(100));
}

TEST(NewRequestId, IsNeverTheSame) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(NewRequestId());
  EXPECT_EQ(ids.size(), 1000U);
  EXPECT_EQ(ids.begin()->size(), 32U);
}

}  // namespace
}  // namespace winnow
