// A Redis that answers, but not with what it was asked for: it loads, follows
// another one, is busy, or has lost our functions. winnowd says Unavailable and
// goes on by itself as soon as Redis does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/fault/fault_room.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

// What Redis reads again after a start: this many keys with this pause after
// each take it 400 s, longer than any test waits, unless it is told to hurry.
constexpr int kKeysToLoad = 20000;
constexpr int kKeyBytes = 1100;
constexpr char kPauseAfterKey[] = "key-load-delay 20000";  // microseconds
// Between two keys it answers; as written, or it would read several at once.
constexpr char kAnswersEvery[] = "loading-process-events-interval-bytes 1024";
constexpr char kAsWritten[] = "rdbcompression no";

class UnreadyRedis : public testing::Test {
 protected:
  explicit UnreadyRedis(std::vector<std::string> redis_config = {},
                        std::vector<std::string> flags = {})
      : room_(std::move(redis_config), std::move(flags)) {}

  std::string SubmitOne() {
    const auto answer = room_.Submit("reader", SomeText(++submitted_, 100));
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->comment().name() : "";
  }

  absl::Status TrySubmit() {
    return room_.Submit("reader", SomeText(++submitted_, 100)).status();
  }

  FaultRoom room_;
  int submitted_ = 0;
};

class LoadingRedis : public UnreadyRedis {
 protected:
  // Waits at start for as long as the test lets it load.
  LoadingRedis()
      : UnreadyRedis({kPauseAfterKey, kAnswersEvery, kAsWritten},
                     {"--redis_wait=10m"}) {}

  // From the next start on. The keys must stand in the base of the append-only
  // file: of what comes behind it Redis reads 1,024 commands between answers.
  void MakeLoadingLong() {
    ASSERT_EQ(
        room_.Redis({"EVAL",
                     "for i = 1, tonumber(ARGV[1]) do redis.call('SETRANGE', "
                     "'load:' .. i, ARGV[2] - 1, 'x') end return 'made'",
                     "0", absl::StrCat(kKeysToLoad), absl::StrCat(kKeyBytes)}),
        "made");
    ASSERT_THAT(room_.Redis({"BGREWRITEAOF"}), HasSubstr("append only file"));
    ASSERT_TRUE(Eventually([&] {
      return room_.RedisFigure("aof_rewrite_in_progress") == 0 &&
             room_.RedisFigure("aof_rewrite_scheduled") == 0;
    }));
    ASSERT_GT(room_.RedisFigure("aof_base_size"), kKeysToLoad * kKeyBytes);
  }

  // Dies where it stands and is started again.
  void RestartRedis() {
    room_.system().redis().Kill9();
    room_.system().redis().Start();
    ASSERT_TRUE(Eventually([&] { return IsLoading(); }));
  }

  bool IsLoading() {
    return absl::StrContains(room_.Redis({"DBSIZE"}), "LOADING");
  }

  void FinishLoading() {
    ASSERT_TRUE(IsLoading());
    ASSERT_EQ(room_.Redis({"CONFIG", "SET", "key-load-delay", "0"}), "OK");
  }
};

TEST_F(LoadingRedis, IsWaitedForWhileItLoads) {
  const std::string name = SubmitOne();
  MakeLoadingLong();
  RestartRedis();
  EXPECT_THAT(TrySubmit(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(room_.site().Get(name), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(Eventually([&] { return !room_.IsReady(); }));
  FinishLoading();
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
  EXPECT_THAT(room_.site().Get(name), IsOk());
  EXPECT_TRUE(Eventually([&] { return room_.IsReady(); }));
}

TEST_F(LoadingRedis, IsWaitedForAtStart) {
  const std::string name = SubmitOne();
  MakeLoadingLong();
  EXPECT_EQ(room_.system().StopWinnowd(), 0);
  RestartRedis();
  // Not for longer than it was told to …
  const ProgramResult impatient = room_.system().RunWinnowd(
      {"--redis_wait=300ms",
       "--create_operator_key=" + room_.system().dir() + "/other.key"});
  EXPECT_EQ(impatient.exit_status, 1);
  EXPECT_THAT(impatient.errors, HasSubstr("--redis: "));
  EXPECT_THAT(impatient.errors, HasSubstr("does not answer"));
  // … and else until it has loaded.
  room_.system().StartWinnowd();
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(room_.Log(), "event=waiting_for_redis");
  }));
  FinishLoading();
  room_.system().WaitUntilReady();
  EXPECT_THAT(room_.site().Get(name), IsOk());
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
}

TEST_F(UnreadyRedis, AReplicaIsReadFromAndWrittenToWhenItLeads) {
  const std::string name = SubmitOne();
  // Of a primary that has gone, as in the middle of a failover.
  const std::string gone = absl::StrCat(FreeTcpPort());
  ASSERT_EQ(room_.Redis({"REPLICAOF", "127.0.0.1", gone}), "OK");
  EXPECT_THAT(TrySubmit(), StatusIs(absl::StatusCode::kUnavailable,
                                    HasSubstr("read-only replica")));
  EXPECT_THAT(room_.Reject(name), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(room_.site().Get(name), IsOk());
  EXPECT_THAT(room_.site().Call(kListEvents, v1::ListEventsRequest()), IsOk());
  EXPECT_EQ(room_.Winnow({"queue"}).exit_status, 0);

  ASSERT_EQ(room_.Redis({"REPLICAOF", "NO", "ONE"}), "OK");
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
  EXPECT_THAT(room_.Reject(name), IsOk());
}

TEST_F(UnreadyRedis, AReplicaThatServesNothingStaleIsUnavailable) {
  const std::string name = SubmitOne();
  ASSERT_EQ(room_.Redis({"CONFIG", "SET", "replica-serve-stale-data", "no"}),
            "OK");
  const std::string gone = absl::StrCat(FreeTcpPort());
  ASSERT_EQ(room_.Redis({"REPLICAOF", "127.0.0.1", gone}), "OK");
  EXPECT_THAT(TrySubmit(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(room_.site().Get(name), StatusIs(absl::StatusCode::kUnavailable,
                                               HasSubstr("lost its primary")));
  ASSERT_EQ(room_.Redis({"REPLICAOF", "NO", "ONE"}), "OK");
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
  EXPECT_THAT(room_.site().Get(name), IsOk());
}

TEST_F(UnreadyRedis, ABusyOneIsUnavailableUntilItIsFree) {
  const std::string name = SubmitOne();
  ASSERT_EQ(room_.Redis({"CONFIG", "SET", "busy-reply-threshold", "1"}), "OK");
  const pid_t endless = StartProgram(
      {"/usr/bin/redis-cli", "-s", room_.system().redis().socket_path(),
       "--user", "operator", "--pass", FaultRoom::kOperatorPassword, "EVAL",
       "while true do end", "0"},
      room_.system().dir() + "/endless.log");
  ASSERT_TRUE(Eventually(
      [&] { return absl::StrContains(room_.Redis({"PING"}), "BUSY"); }));
  EXPECT_THAT(TrySubmit(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(room_.site().Get(name), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(Eventually([&] { return !room_.IsReady(); }));
  ASSERT_EQ(room_.Redis({"SCRIPT", "KILL"}), "OK");
  EXPECT_TRUE(room_.TakesSubmissionsAgain());
  EXPECT_TRUE(Eventually([&] { return room_.IsReady(); }));
  EXPECT_GE(WaitForProgram(endless, std::chrono::seconds(60)), 0);
}

TEST_F(UnreadyRedis, FunctionsThatWereFlushedAreLoadedAgain) {
  const std::string name = SubmitOne();
  const auto connects = room_.Metric("winnow_redis_connects");
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(room_.Redis({"FUNCTION", "FLUSH"}), "OK");
    EXPECT_TRUE(room_.TakesSubmissionsAgain());
  }
  EXPECT_THAT(room_.site().Get(name), IsOk());
  EXPECT_THAT(room_.Log(), HasSubstr("event=redis_functions_missing"));
  // Without cutting what other calls wait for.
  EXPECT_EQ(room_.Metric("winnow_redis_connects"), connects);
  EXPECT_THAT(room_.Log(), Not(HasSubstr("event=internal_error")));
}

}  // namespace
}  // namespace winnow
