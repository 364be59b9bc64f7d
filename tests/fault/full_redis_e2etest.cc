// A Redis that is full: nothing new comes in, everything else goes on, and what
// is in it can be taken out again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <thread>
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
constexpr int kFillers = 2;
// Far more than fit, so that the loops below end in any case.
constexpr int kCommentsMax = 4000;

// Sites' ids as commands take them.
std::string IdOf(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

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

  // Two authors write long comments until they are turned away.
  void FillUpToTheLimit() {
    std::vector<std::thread> fillers;
    for (int filler = 0; filler < kFillers; ++filler) {
      fillers.emplace_back([this, filler] {
        for (int i = 0; i < kCommentsMax; ++i) {
          const auto answer =
              room_.Submit(absl::StrCat("filler", filler),
                           SomeText(filler * kCommentsMax + i, kBodyBytes));
          const std::lock_guard lock(mutex_);
          if (!answer.ok()) {
            refusals_.push_back(answer.status());
            return;
          }
          promised_[filler].push_back(answer->comment().name());
        }
      });
    }
    for (std::thread& filler : fillers) filler.join();
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

  absl::Status Approve(const std::string& name) {
    v1::ApproveCommentRequest request;
    request.set_name(name);
    return room_.people().Call(kApproveComment, request).status();
  }

  absl::StatusOr<v1::ListEventsResponse> Events(const std::string& cursor) {
    v1::ListEventsRequest request;
    request.set_cursor(cursor);
    request.set_page_size(100);
    return room_.site().Call(kListEvents, request);
  }

  FaultRoom room_;
  std::vector<std::string> held_;
  std::mutex mutex_;
  std::map<int, std::vector<std::string>> promised_;  // Guarded by mutex_.
  std::vector<absl::Status> refusals_;                // Guarded by mutex_.
};

TEST_F(FullRedis, TurnsSubmissionsAwayAndCanBeEmptied) {
  FillUpToTheLimit();
  ASSERT_EQ(refusals_.size(), size_t{kFillers});
  for (const absl::Status& refusal : refusals_) {
    EXPECT_THAT(refusal, StatusIs(absl::StatusCode::kResourceExhausted,
                                  HasSubstr("Redis is nearly full")));
    EXPECT_TRUE(RetryDelay(refusal).has_value());
  }
  ASSERT_GT(promised_[0].size(), 10u);
  const int64_t used = room_.RedisFigure("used_memory");
  printf("turned away at %lld of %lld bytes\n", static_cast<long long>(used),
         static_cast<long long>(kMaxBytes));
  EXPECT_GE(used, kMaxBytes * 80 / 100);
  EXPECT_LT(used, kMaxBytes);
  EXPECT_THAT(room_.Winnow({"status"}).output, HasSubstr("redis_memory"));
  EXPECT_TRUE(room_.IsReady());

  // From 85 % on everything else works.
  EXPECT_THAT(Approve(held_[0]), IsOk());
  EXPECT_THAT(room_.Reject(held_[1]), IsOk());
  EXPECT_THAT(Events(""),
              IsOkAndHolds(testing::Property(
                  &v1::ListEventsResponse::events_size, testing::Gt(0))));
  EXPECT_EQ(
      room_.Winnow({"note", IdOf(held_[2]), "ask the author"}).exit_status, 0);

  FillUpToTheBrim();
  // What may need room is refused and changes nothing …
  EXPECT_THAT(Approve(held_[2]),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(room_.StateOf(held_[2]), "HELD");
  EXPECT_FALSE(room_.Submit("late", SomeText(800000, 100)).ok());
  // … reading and what makes room are not.
  EXPECT_THAT(room_.Reject(held_[2]), IsOk());
  EXPECT_EQ(room_.Winnow({"spam", IdOf(held_[3])}).exit_status, 0);
  const auto events = Events("");
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
  EXPECT_FALSE(room_.Submit("late", SomeText(800001, 100)).ok());
  const ProgramResult erased =
      room_.Winnow({"erase", "--author-of", IdOf(promised_[0][0]), "--yes"});
  EXPECT_EQ(erased.exit_status, 0) << erased.output << erased.errors;
  const absl::Time emptied = absl::Now();
  ASSERT_TRUE(room_.TakesSubmissionsAgain());
  printf("taken again %s after the erasure\n",
         absl::FormatDuration(absl::Now() - emptied).c_str());

  // Nothing else is lost, and nothing is half there.
  for (const std::string& name : promised_[1]) {
    EXPECT_THAT(room_.site().Get(name), IsOk());
  }
  EXPECT_THAT(room_.site().Get(promised_[0].back()),
              StatusIs(absl::StatusCode::kNotFound));
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
  EXPECT_THAT(room_.Winnow({"status"}).output, HasSubstr("redis_eviction"));
  // People go on, also to see what was done.
  EXPECT_THAT(room_.Reject(held_[0]), IsOk());

  ASSERT_EQ(room_.Redis({"CONFIG", "SET", "maxmemory-policy", "noeviction"}),
            "OK");
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
  EXPECT_TRUE(Eventually([&] { return room_.IsReady(); }));
  EXPECT_THAT(room_.Winnow({"status"}).output,
              testing::Not(HasSubstr("redis_eviction")));
}

}  // namespace
}  // namespace winnow
