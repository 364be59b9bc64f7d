#include "clients/cpp/call_throttle.h"

#include "gtest/gtest.h"

namespace winnow {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'714'555'800);

struct Outcome {
  int sent = 0;
  int taken = 0;
};

// Wants calls for a while from a server that takes `room` of them in each tick
// of 10 ms and refuses the rest.
Outcome Want(CallThrottle& throttle, absl::Time from, int ticks,
             int wanted_each, int room) {
  Outcome outcome;
  for (int tick = 0; tick < ticks; ++tick) {
    const absl::Time now = from + tick * absl::Milliseconds(10);
    int left = room;
    for (int call = 0; call < wanted_each; ++call) {
      if (!throttle.MaySend(now)) continue;
      ++outcome.sent;
      const bool refused = left-- <= 0;
      outcome.taken += refused ? 0 : 1;
      throttle.Observe(refused, now);
    }
  }
  return outcome;
}

TEST(CallThrottle, HoldsNothingBackWhileTheServerTakesEverything) {
  CallThrottle throttle(1);
  EXPECT_EQ(Want(throttle, kStart, 500, 20, 20).sent, 500 * 20);
}

TEST(CallThrottle, SendsLittleMoreThanTheServerTakes) {
  for (const int times : {2, 4, 16, 64}) {
    CallThrottle throttle(static_cast<uint64_t>(times));
    constexpr int kRoom = 20;
    Want(throttle, kStart, 500, times * kRoom, kRoom);
    const Outcome later =
        Want(throttle, kStart + absl::Seconds(5), 500, times * kRoom, kRoom);
    EXPECT_GE(later.taken, 500 * kRoom * 9 / 10) << times;
    EXPECT_LE(later.sent, later.taken * 13 / 10) << times;
  }
}

TEST(CallThrottle, SendsAllAgainSecondsAfterTheServerHasTime) {
  CallThrottle throttle(1);
  Want(throttle, kStart, 500, 80, 20);
  Want(throttle, kStart + absl::Seconds(5), 1000, 80, 80);
  EXPECT_EQ(Want(throttle, kStart + absl::Seconds(15), 100, 80, 80).sent,
            100 * 80);
}

TEST(CallThrottle, SendsAllAgainSecondsAfterNothingWasTaken) {
  CallThrottle throttle(1);
  Want(throttle, kStart, 500, 5, 0);
  Want(throttle, kStart + absl::Seconds(5), 1500, 5, 5);
  EXPECT_EQ(Want(throttle, kStart + absl::Seconds(20), 100, 5, 5).sent, 500);
}

TEST(CallThrottle, GoesOnAskingAServerThatTakesNothing) {
  CallThrottle throttle(1);
  const Outcome outcome = Want(throttle, kStart, 6000, 5, 0);
  EXPECT_GE(outcome.sent, 60);
  EXPECT_LE(outcome.sent, 6000 * 5 / 20);
}

TEST(CallThrottle, ForgetsARefusalInSeconds) {
  CallThrottle throttle(1);
  throttle.Observe(/*refused=*/true, kStart);
  for (int call = 0; call < 100; ++call) {
    EXPECT_TRUE(throttle.MaySend(kStart + absl::Seconds(60 + call)));
  }
}

}  // namespace
}  // namespace winnow
