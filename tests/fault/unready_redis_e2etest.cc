// A Redis that answers, but not with what it was asked for: it follows another
// one, is busy, or has lost our functions. winnowd says Unavailable and goes on
// by itself as soon as Redis does.
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

using testing::HasSubstr;
using testing::Not;

class UnreadyRedis : public testing::Test {
 protected:
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
