// A Redis that is full: nothing new comes in, everything else goes on, and what
// is in it can be taken out again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/fault/fault_room.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;

constexpr int64_t kMaxBytes = 24 << 20;
constexpr size_t kBodyBytes = 20000;

class FullRedis : public testing::Test {
 protected:
  FullRedis() : room_({absl::StrCat("maxmemory ", kMaxBytes)}) {
    EXPECT_EQ(room_.Winnow({"thread", "premoderate", "queue"}).exit_status, 0);
    for (int i = 0; i < 8; ++i) {
      const auto held = room_.Submit(absl::StrCat("queued", i),
                                     SomeText(900000 + i, 100), "queue");
      EXPECT_THAT(held, IsOk());
      if (!held.ok()) continue;
      EXPECT_EQ(held->comment().state(), v1::Comment::HELD);
      held_.push_back(held->comment().name());
    }
  }

  // Up to the last kilobyte, past which Redis refuses what may need more.
  void FillUpToTheBrim() {
    int key = 0;
    for (const int bytes : {256 << 10, 16 << 10, 1 << 10}) {
      for (int i = 0; i < 200; ++i) {
        const std::string answer =
            room_.Redis({"SETRANGE", absl::StrCat("filler:", ++key),
                         absl::StrCat(bytes), "x"});
        if (absl::StartsWith(answer, "OOM")) break;
      }
    }
    ASSERT_THAT(room_.Redis({"SET", "one-more", "x"}), HasSubstr("OOM"));
  }

  FaultRoom room_;
  std::vector<std::string> held_;
};

TEST_F(FullRedis, IsEmptiedByAuthorsAndByTheClocks) {
  const auto own = room_.Submit("regretful", SomeText(700000, kBodyBytes));
  ASSERT_THAT(own, IsOk());
  ASSERT_THAT(room_.Reject(held_[0]), IsOk());
  // As if it had been rejected long ago, and no sweep had been made.
  const std::string index = "winnow:{daily}:rejected";
  ASSERT_EQ(room_.Redis({"EVAL",
                         "local id = redis.call('ZRANGE', KEYS[1], 0, 0)[1] "
                         "redis.call('ZADD', KEYS[1], 1000, id) "
                         "redis.call('HSET', 'winnow:{daily}:comment:' .. id, "
                         "'created', 1000) "
                         "redis.call('HDEL', 'winnow:{daily}:private:' .. id, "
                         "'decision') return 'old'",
                         "1", index}),
            "old");
  FillUpToTheBrim();
  v1::WithdrawCommentRequest withdraw;
  withdraw.set_name(own->comment().name());
  withdraw.set_edit_token(own->edit_token());
  EXPECT_THAT(room_.site().Call(kWithdrawComment, withdraw), IsOk());
  EXPECT_EQ(room_.StateOf(own->comment().name()), "WITHDRAWN");

  // The next sweep begins when a winnowd finds that none was made.
  EXPECT_EQ(room_.system().StopWinnowd(), 0);
  room_.Redis({"DEL", "winnow:{!}:sweep"});
  room_.system().StartWinnowd();
  room_.system().WaitUntilReady();
  EXPECT_TRUE(Eventually([&] { return room_.StateOf(held_[0]).empty(); }));
  EXPECT_THAT(room_.site().Get(held_[1]), IsOk());
  EXPECT_EQ(room_.Winnow({"queue", "verify"}).exit_status, 0);
}

TEST_F(FullRedis, OneThatEvictsGetsNothingUntilItDoesNot) {
  ASSERT_TRUE(Eventually([&] { return room_.IsReady(); }));
  ASSERT_EQ(room_.Redis({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"}),
            "OK");
  int tries = 0;
  absl::Status refused;
  ASSERT_TRUE(Eventually([&] {
    refused = room_.Submit("reader", SomeText(600000 + ++tries, 100)).status();
    return !refused.ok();
  }));
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable,
                                HasSubstr("noeviction")));
  EXPECT_TRUE(RetryDelay(refused).has_value());
  EXPECT_TRUE(Eventually([&] { return !room_.IsReady(); }));
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(room_.Winnow({"status"}).output, "redis_eviction");
  }));
  // People go on, also to see what was done.
  EXPECT_THAT(room_.Reject(held_[0]), IsOk());

  ASSERT_EQ(room_.Redis({"CONFIG", "SET", "maxmemory-policy", "noeviction"}),
            "OK");
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
  EXPECT_TRUE(Eventually([&] { return room_.IsReady(); }));
  // What it says of Redis may be a second old.
  EXPECT_TRUE(Eventually([&] {
    return !absl::StrContains(room_.Winnow({"status"}).output,
                              "redis_eviction");
  }));
}

}  // namespace
}  // namespace winnow
