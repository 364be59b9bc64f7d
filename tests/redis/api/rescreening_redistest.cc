// Judging held comments again, and taking batches back, over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/clock.h"
#include "service/privacy/thread_key.h"
#include "service/store/redis/cluster.h"
#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

class Rescreening : public PolicyCalls {};

TEST_F(Rescreening, GoesByThePolicyThatAnotherServerApplied) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  const std::string held = Submit("a marvellous umbrella");
  ASSERT_EQ(StateOf(held), v1::Comment::HELD);
  const RunningServer::Second second = system_.StartSecond();
  Stubs other(second.channel);
  Apply(other, HoldingPolicy("calm", "\"parasol\""));
  // This server has not heard of it.
  v1::RescreenCommentsRequest request;
  request.set_dry_run(true);
  EXPECT_EQ(Rescreen(server_, request).changed_count(), 1);
  EXPECT_EQ(StateOf(held), v1::Comment::HELD);
  request.set_dry_run(false);
  EXPECT_EQ(Rescreen(server_, request).changed_count(), 1);
  EXPECT_EQ(StateOf(held), v1::Comment::APPROVED);
}

TEST_F(Rescreening, IsOneBatchForOneRequestIdAndIsTakenBackOnce) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  const std::string held = Submit("a marvellous umbrella");
  Apply(server_, HoldingPolicy("calm", "\"parasol\""));
  v1::RescreenCommentsRequest rescreen;
  rescreen.set_request_id("rescreen once");
  const auto done = Rescreen(server_, rescreen);
  EXPECT_EQ(done.changed_count(), 1);
  // The answer was lost and the call repeated.
  EXPECT_EQ(Rescreen(server_, rescreen).batch(), done.batch());
  rescreen.set_request_id("another");
  EXPECT_NE(Rescreen(server_, rescreen).batch(), done.batch());

  v1::UndoDecisionRequest undo;
  undo.set_batch(done.batch());
  undo.set_dry_run(true);
  EXPECT_EQ(Undo(undo).changed_count(), 1);
  EXPECT_EQ(StateOf(held), v1::Comment::APPROVED);
  undo.set_dry_run(false);
  undo.set_request_id("undo once");
  const auto undone = Undo(undo);
  EXPECT_EQ(undone.changed_count(), 1);
  EXPECT_EQ(StateOf(held), v1::Comment::HELD);
  const auto again = Undo(undo);
  EXPECT_EQ(again.batch(), undone.batch());
  EXPECT_EQ(again.results(0).DebugString(), undone.results(0).DebugString());
  // Under another name it is a new undoing, and nothing is left to undo.
  undo.set_request_id("undo twice");
  const auto other = Undo(undo);
  EXPECT_EQ(other.changed_count(), 0);
  EXPECT_TRUE(other.results(0).has_error());
}

TEST_F(Rescreening, RefusesARequestIdThatBeganAnotherBatch) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  v1::RescreenCommentsRequest rescreen;
  rescreen.set_request_id("used");
  Rescreen(server_, rescreen);
  grpc::ClientContext context;
  Authorize(system_.keys["moderator"], context);
  rescreen.set_site("daily");
  rescreen.set_filter("rule=words");
  v1::RescreenCommentsResponse answer;
  EXPECT_EQ(server_.moderation->RescreenComments(&context, rescreen, &answer)
                .error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(Rescreening, DecidesABatchOnceForOneRequestId) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  Submit("a marvellous umbrella");
  v1::BatchDecideRequest request;
  request.set_site("daily");
  request.set_filter("state=held");
  request.set_state(v1::Comment::APPROVED);
  request.set_request_id("once");
  const auto decide = [&] {
    return Ask(*server_.moderation, &v1::ModerationService::Stub::BatchDecide,
               "moderator", request);
  };
  const auto decided = decide();
  EXPECT_EQ(decided.changed_count(), 1);
  EXPECT_EQ(decide().batch(), decided.batch());
}

TEST_F(Rescreening, SaysWhatUndoingOneDecisionWouldDo) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  const std::string held = Submit("a marvellous umbrella");
  v1::RejectCommentRequest reject;
  reject.set_name(held);
  reject.set_reason_code("off_topic");
  Ask(*server_.moderation, &v1::ModerationService::Stub::RejectComment,
      "moderator", reject);
  v1::UndoDecisionRequest undo;
  undo.set_name(held);
  undo.set_dry_run(true);
  const auto would = Undo(undo);
  EXPECT_EQ(would.changed_count(), 1);
  EXPECT_EQ(would.results(0).from_state(), v1::Comment::REJECTED);
  EXPECT_EQ(would.results(0).to_state(), v1::Comment::HELD);
  EXPECT_EQ(would.comment().comment().state(), v1::Comment::HELD);
  EXPECT_EQ(StateOf(held), v1::Comment::REJECTED);
}

TEST_F(Rescreening, UndoesOneDecisionOnceForOneRequestId) {
  const std::string name = Submit("a calm remark");
  const v1::Comment::State before = StateOf(name);
  v1::RejectCommentRequest reject;
  reject.set_name(name);
  Ask(*server_.moderation, &v1::ModerationService::Stub::RejectComment,
      "moderator", reject);
  v1::MarkSpamRequest spam;
  spam.set_name(name);
  Ask(*server_.moderation, &v1::ModerationService::Stub::MarkSpam, "moderator",
      spam);
  v1::UndoDecisionRequest undo;
  undo.set_name(name);
  undo.set_request_id("once");
  const auto undone = Undo(undo);
  EXPECT_EQ(StateOf(name), v1::Comment::REJECTED);
  // The answer was lost and the call repeated.
  const auto again = Undo(undo);
  EXPECT_EQ(again.results(0).DebugString(), undone.results(0).DebugString());
  EXPECT_EQ(StateOf(name), v1::Comment::REJECTED);
  undo.set_request_id("twice");
  Undo(undo);
  EXPECT_EQ(StateOf(name), before);
}

// Written by hand, for a thread that no test has to heat up.
TEST_F(Rescreening, IsToldWhichThreadsAreHotAndUntilWhen) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  const std::string name = Submit("a marvellous umbrella", "2026/hot");
  EXPECT_FALSE(Get(name).thread().hot());
  ConnectionOptions options;
  options.address = system_.redis.address();
  Cluster redis(std::move(options));
  ASSERT_TRUE(redis.WaitUntilConnected(absl::Seconds(10)).ok());
  const int64_t until = absl::ToUnixMillis(absl::Now() + absl::Minutes(5));
  ASSERT_TRUE(redis
                  .Call("winnow:{daily}:",
                        Command("ZADD")
                            .Append("winnow:{daily}:hot")
                            .AppendInt(until)
                            .Append(ThreadKey("2026/hot")),
                        {})
                  .ok());
  const auto shown = Get(name);
  EXPECT_TRUE(shown.thread().hot());
  EXPECT_EQ(shown.thread().hot_end_time().seconds(), until / 1000);
  v1::GetStatsRequest request;
  request.set_site("daily");
  const auto stats =
      Ask(*server_.moderation, &v1::ModerationService::Stub::GetStats,
          "moderator", request);
  ASSERT_EQ(stats.hot_threads_size(), 1);
  EXPECT_EQ(stats.hot_threads(0).id(), "2026/hot");
  EXPECT_EQ(stats.hot_threads(0).hot_end_time().seconds(), until / 1000);
  // Of no section, so none of this moderator's business.
  EXPECT_EQ(Ask(*server_.moderation, &v1::ModerationService::Stub::GetStats,
                "section moderator", request)
                .hot_threads_size(),
            0);
}

}  // namespace
}  // namespace winnow
