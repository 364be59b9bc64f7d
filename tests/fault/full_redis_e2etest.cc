// A Redis that is full: nothing new comes in, everything else goes on, and what
// is in it can be taken out again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/fault/fault_room.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::Gt;
using testing::HasSubstr;

constexpr size_t kBodyBytes = 20000;
// So much stands in Redis that a hundredth of it is more than what it takes
// for a connection or two and gives back.
constexpr int64_t kBallastBytes = 20 << 20;

// Sites' ids as commands take them.
std::string IdOf(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

class FullRedis : public testing::Test {
 protected:
  FullRedis() {
    room_.Redis({"SETRANGE", "ballast", absl::StrCat(kBallastBytes), "x"});
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

  // Sets the limit, not the use: however fast this machine is, and whatever
  // winnowd has stored, Redis is as full as the test says. Over 100 % it
  // refuses all that may need more.
  void LetUseBe(int percent) {
    const int64_t used = room_.RedisFigure("used_memory");
    ASSERT_GT(used, kBallastBytes);
    ASSERT_EQ(room_.Redis({"CONFIG", "SET", "maxmemory",
                           absl::StrCat(used * 100 / percent)}),
              "OK");
  }

  absl::Status Approve(const std::string& name) {
    v1::ApproveCommentRequest request;
    request.set_name(name);
    return room_.people().Call(kApproveComment, request).status();
  }

  absl::StatusOr<v1::ListEventsResponse> Events() {
    v1::ListEventsRequest request;
    request.set_page_size(100);
    return room_.site().Call(kListEvents, request);
  }

  absl::Status TrySubmit() {
    return room_.Submit("reader", SomeText(600000 + ++tries_, 100)).status();
  }

  // What winnowd knows of Redis may be a second old, so the first may be taken.
  absl::Status FirstRefusal() {
    absl::Status refused;
    EXPECT_TRUE(Eventually([&] {
      refused = TrySubmit();
      return !refused.ok();
    }));
    return refused;
  }

  bool StatusNames(const std::string& problem) {
    return Eventually([&] {
      return absl::StrContains(room_.Winnow({"status"}).output, problem);
    });
  }

  FaultRoom room_;
  std::vector<std::string> held_;
  int tries_ = 0;
};

TEST_F(FullRedis, TurnsSubmissionsAwayFrom85PercentAndPeopleGoOn) {
  LetUseBe(80);
  ASSERT_TRUE(room_.TakesSubmissionsAgain());
  LetUseBe(90);
  const absl::Status refusal = FirstRefusal();
  EXPECT_THAT(refusal, StatusIs(absl::StatusCode::kResourceExhausted,
                                HasSubstr("Redis is nearly full")));
  EXPECT_TRUE(RetryDelay(refusal).has_value());
  EXPECT_TRUE(StatusNames("redis_memory"));
  EXPECT_TRUE(room_.IsReady());

  EXPECT_THAT(Approve(held_[0]), IsOk());
  EXPECT_THAT(room_.Reject(held_[1]), IsOk());
  EXPECT_EQ(
      room_.Winnow({"note", IdOf(held_[2]), "ask the author"}).exit_status, 0);
  EXPECT_THAT(Events(), IsOkAndHolds(testing::Property(
                            &v1::ListEventsResponse::events_size, Gt(0))));
  EXPECT_FALSE(TrySubmit().ok());

  LetUseBe(80);
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
}

TEST_F(FullRedis, AtItsLimitRefusesWhatNeedsRoomAndNothingElse) {
  std::vector<std::string> long_ones;
  for (int i = 0; i < 40; ++i) {
    const auto taken = room_.Submit("filler", SomeText(i, kBodyBytes));
    ASSERT_THAT(taken, IsOk());
    long_ones.push_back(taken->comment().name());
  }
  ASSERT_THAT(Approve(held_[0]), IsOk());
  LetUseBe(110);
  ASSERT_THAT(room_.Redis({"SET", "one-more", "x"}), HasSubstr("OOM"));
  EXPECT_THAT(Approve(held_[2]),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(room_.StateOf(held_[2]), "HELD");
  EXPECT_FALSE(TrySubmit().ok());
  // Reading and what makes room go on.
  EXPECT_THAT(room_.Reject(held_[2]), IsOk());
  EXPECT_EQ(room_.Winnow({"spam", IdOf(held_[3])}).exit_status, 0);
  const auto events = Events();
  ASSERT_THAT(events, IsOk());
  v1::AcknowledgeEventsRequest acknowledge;
  acknowledge.set_subscription("pages");
  acknowledge.set_cursor(events->next_cursor());
  EXPECT_THAT(room_.site().Call(kAcknowledgeEvents, acknowledge), IsOk());
  EXPECT_EQ(room_.Winnow({"queue", "verify"}).exit_status, 0);

  // Also after a winnowd has been started on it.
  EXPECT_EQ(room_.system().StopWinnowd(), 0);
  room_.system().StartWinnowd();
  room_.system().WaitUntilReady();
  EXPECT_FALSE(TrySubmit().ok());
  const int64_t before = room_.RedisFigure("used_memory");
  const ProgramResult erased =
      room_.Winnow({"erase", "--author-of", IdOf(long_ones[0]), "--yes"});
  EXPECT_EQ(erased.exit_status, 0) << erased.output << erased.errors;
  // Half of the texts alone, since other things come and go.
  const auto freed = static_cast<int64_t>(long_ones.size() * kBodyBytes / 2);
  EXPECT_TRUE(Eventually(
      [&] { return room_.RedisFigure("used_memory") < before - freed; }));
  LetUseBe(80);
  EXPECT_TRUE(room_.TakesSubmissionsAgain());

  // Nothing else is lost, and nothing is half there.
  for (const std::string& name : long_ones) {
    EXPECT_THAT(room_.site().Get(name), StatusIs(absl::StatusCode::kNotFound));
  }
  for (size_t i = 4; i < held_.size(); ++i) {
    EXPECT_EQ(room_.StateOf(held_[i]), "HELD");
  }
  const ProgramResult verified = room_.Winnow({"queue", "verify"});
  EXPECT_EQ(verified.exit_status, 0) << verified.output << verified.errors;
  EXPECT_EQ(room_.Winnow({"audit", "verify"}).exit_status, 0);
}

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
  LetUseBe(110);
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
  const absl::Status refused = FirstRefusal();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kUnavailable,
                                HasSubstr("noeviction")));
  EXPECT_TRUE(RetryDelay(refused).has_value());
  EXPECT_TRUE(Eventually([&] { return !room_.IsReady(); }));
  EXPECT_TRUE(StatusNames("redis_eviction"));
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
