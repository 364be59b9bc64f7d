#include "service/api/call_limit.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "absl/strings/match.h"

namespace winnow {
namespace {

using enum CallClass;
using Delay = CallLimit::Delay;

class CallLimitTest : public testing::Test {
 protected:
  bool Take(CallClass kind, int64_t bytes = 100) {
    return limit_.Take(kind, bytes, now_);
  }

  // Fills the limit as a flood does, lets one window of calls with this delay
  // pass, and gives everything back.
  void PassWindow(absl::Duration delay) {
    int taken = 0;
    while (Take(kSubmission)) ++taken;
    now_ += std::max(delay, kLimitWindow) + absl::Milliseconds(1);
    limit_.Observe(Delay::kSubmission, delay, now_);
    for (; taken > 0; --taken) limit_.Give(100);
  }

  Metrics metrics_;
  CallLimit limit_{{}, metrics_};
  absl::Time now_ = absl::FromUnixSeconds(1700000000);
};

TEST_F(CallLimitTest, RefusesBulkFirstThenSubmissionsAndModeratorsLast) {
  int bulk = 0;
  while (Take(kBulk)) ++bulk;
  EXPECT_EQ(bulk, kLimitStart / 2);
  int submissions = 0;
  while (Take(kSubmission)) ++submissions;
  EXPECT_EQ(bulk + submissions, kLimitStart);
  EXPECT_FALSE(Take(kBulk));
  int moderators = 0;
  while (Take(kModeration)) ++moderators;
  EXPECT_EQ(kLimitStart + moderators, 4096);
  EXPECT_EQ(limit_.in_flight(), 4096);
}

TEST_F(CallLimitTest, KeepsASixteenthOfItsHardBoundForModerators) {
  for (int window = 0; window < 200; ++window) {
    PassWindow(absl::Milliseconds(1));
  }
  EXPECT_EQ(limit_.limit(), 4096 / 16 * 15);
  while (Take(kSubmission)) continue;
  int moderators = 0;
  while (Take(kModeration)) ++moderators;
  EXPECT_EQ(moderators, 4096 / 16);
}

TEST_F(CallLimitTest, TakesNoMoreBytesThanItsBound) {
  constexpr int64_t kMessage = 256 << 10;
  int64_t taken = 0;
  while (Take(kSubmission, kMessage)) ++taken;
  EXPECT_EQ(taken, (64 << 20) / kMessage / 16 * 15);
  EXPECT_FALSE(Take(kBulk, kMessage));
  EXPECT_TRUE(Take(kModeration, kMessage));
  // A refusal has left nothing behind.
  EXPECT_EQ(limit_.in_flight(), taken + 1);
  limit_.Give(kMessage);
  limit_.Give(kMessage);
  EXPECT_TRUE(Take(kSubmission, kMessage));
}

TEST_F(CallLimitTest, FallsWithTheDelayAndNotBelowItsLeast) {
  PassWindow(absl::Milliseconds(75));
  EXPECT_EQ(limit_.limit(), 170);  // 256 × 50 / 75
  PassWindow(absl::Seconds(2));    // never by more than a half
  EXPECT_EQ(limit_.limit(), 85);
  PassWindow(absl::Seconds(2));
  PassWindow(absl::Seconds(2));
  EXPECT_EQ(limit_.limit(), kLimitMin);
}

TEST_F(CallLimitTest, GrowsOnlyWhileCallsPressAgainstIt) {
  PassWindow(absl::Milliseconds(5));
  EXPECT_EQ(limit_.limit(), kLimitStart + kLimitStart / 16);
  for (int window = 0; window < 100; ++window) {
    ASSERT_TRUE(Take(kSubmission));
    now_ += kLimitWindow * 2;
    limit_.Observe(Delay::kSubmission, absl::Milliseconds(5), now_);
    limit_.Give(100);
  }
  EXPECT_EQ(limit_.limit(), kLimitStart + kLimitStart / 16);
}

TEST_F(CallLimitTest, StaysWhereItIsWhenFewCallsAreSlow) {
  // A slow disk is no reason to refuse the only call there is.
  for (int window = 0; window < 100; ++window) {
    ASSERT_TRUE(Take(kSubmission));
    now_ += absl::Seconds(1);
    limit_.Observe(Delay::kSubmission, absl::Milliseconds(900), now_);
    limit_.Give(100);
  }
  EXPECT_EQ(limit_.limit(), kLimitStart);
}

TEST_F(CallLimitTest, JudgesByTheWorseOfItsTwoDelays) {
  while (Take(kSubmission)) continue;
  now_ += absl::Seconds(1);
  limit_.Observe(Delay::kWorker, absl::Milliseconds(1), now_);  // opens one
  const int64_t before = limit_.limit();
  while (Take(kSubmission)) continue;
  for (int call = 0; call < 1000; ++call) {
    limit_.Observe(Delay::kSubmission, absl::Milliseconds(1), now_);
  }
  limit_.Observe(Delay::kWorker, absl::Milliseconds(100),
                 now_ + kLimitWindow * 2);
  EXPECT_EQ(limit_.limit(), before / 2);
}

TEST_F(CallLimitTest, FindsTheRateOfAServerThatTakesSoManyASecond) {
  // A server that answers 4,000 a second, whatever is in flight: Little's law
  // says that 200 in flight wait 50 ms.
  for (int window = 0; window < 200; ++window) {
    PassWindow(absl::Seconds(1) * limit_.limit() / 4000);
  }
  EXPECT_GE(limit_.limit(), 180);
  EXPECT_LE(limit_.limit(), 220);
}

TEST_F(CallLimitTest, SlowsStreamsInsteadOfRefusingTheirItems) {
  for (int item = 0; item < kLimitStart / 2; ++item) {
    ASSERT_TRUE(limit_.HasRoom(kBulk));
    limit_.Add(100);
  }
  EXPECT_FALSE(limit_.HasRoom(kBulk));
  EXPECT_TRUE(limit_.HasRoom(kSubmission));
  limit_.Give(100);
  EXPECT_TRUE(limit_.HasRoom(kBulk));
}

TEST_F(CallLimitTest, CountsOpenStreamsAgainstTheHardBoundOnly) {
  for (int stream = 0; stream < 2000; ++stream) {
    ASSERT_TRUE(limit_.Open(kModeration, now_));
  }
  EXPECT_TRUE(Take(kSubmission));
  EXPECT_TRUE(Take(kBulk));
  for (int stream = 2000; stream < 4094; ++stream) {
    ASSERT_TRUE(limit_.Open(kModeration, now_));
  }
  EXPECT_FALSE(limit_.Open(kModeration, now_));
  limit_.Close();
  EXPECT_FALSE(Take(kSubmission));
}

TEST_F(CallLimitTest, TellsSinceWhenItRefuses) {
  EXPECT_FALSE(limit_.RefusingSince(kBulk, now_));
  while (Take(kBulk)) continue;
  const absl::Time first = now_;
  now_ += absl::Seconds(59);
  EXPECT_FALSE(Take(kBulk));
  EXPECT_EQ(limit_.RefusingSince(kBulk, now_ + absl::Seconds(59)), first);
  EXPECT_FALSE(limit_.RefusingSince(kSubmission, now_));
  EXPECT_FALSE(limit_.RefusingSince(kBulk, now_ + absl::Seconds(61)));
  EXPECT_TRUE(absl::StrContains(
      metrics_.Expose(), "winnow_admission_refused_total{class=\"bulk\"} 2"));
}

TEST_F(CallLimitTest, LosesNoPlaceAmongThreads) {
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([this, kind = static_cast<CallClass>(thread % 3)] {
      for (int call = 0; call < 20000; ++call) {
        const absl::Time now = now_ + absl::Milliseconds(call);
        if (!limit_.Take(kind, 7, now)) continue;
        limit_.Observe(Delay::kSubmission, absl::Milliseconds(60), now);
        limit_.Give(7);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(limit_.in_flight(), 0);
  EXPECT_TRUE(absl::StrContains(metrics_.Expose(),
                                "winnow_admission_bytes_in_flight 0\n"));
}

}  // namespace
}  // namespace winnow
