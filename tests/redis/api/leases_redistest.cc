// Two moderators at one queue, over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "service/store/redis/cluster.h"
#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Moderation = v1::ModerationService::Stub;

class LeaseCalls : public PolicyCalls {
 protected:
  LeaseCalls() { Apply(server_, HoldingPolicy("careful", "\"umbrella\"")); }

  v1::LeaseNextResponse Next(const std::string& who,
                             v1::LeaseNextRequest request = {}) {
    request.set_site("daily");
    return Ask(*server_.moderation, &Moderation::LeaseNext, who, request);
  }

  // What a call says that is refused.
  template <typename Request, typename Response>
  grpc::Status Refusal(grpc::Status (Moderation::*method)(grpc::ClientContext*,
                                                          const Request&,
                                                          Response*),
                       const std::string& who, const Request& request) {
    grpc::ClientContext context;
    Authorize(system_.keys[who], context);
    Response response;
    return (server_.moderation.get()->*method)(&context, request, &response);
  }

  v1::ListLeasesResponse List(const std::string& who) {
    v1::ListLeasesRequest request;
    request.set_site("daily");
    return Ask(*server_.moderation, &Moderation::ListLeases, who, request);
  }

  std::vector<v1::HistoryRecord::Action> History(const std::string& name) {
    v1::GetHistoryRequest request;
    request.set_site("daily");
    request.set_comment_name(name);
    const auto history =
        Ask(*server_.moderation, &Moderation::GetHistory, "ines", request);
    std::vector<v1::HistoryRecord::Action> actions;
    for (const v1::HistoryRecord& record : history.records()) {
      actions.push_back(record.action());
    }
    return actions;
  }
};

TEST_F(LeaseCalls, KeepTwoModeratorsApart) {
  const std::string first = Submit("a marvellous umbrella");
  const std::string second = Submit("my own umbrella");
  const auto mine = Next("ines");
  ASSERT_EQ(mine.comments_size(), 1);
  EXPECT_EQ(mine.comments(0).comment().name(), first);
  EXPECT_EQ(mine.remaining_count(), 1);
  const v1::Lease& lease = mine.comments(0).lease();
  EXPECT_FALSE(lease.token().empty());
  EXPECT_EQ(lease.principal_display_name(), "Ines");
  EXPECT_EQ(lease.expire_time().seconds() - lease.create_time().seconds(), 300);
  v1::LeaseNextRequest many;
  many.set_count(1000);
  const auto his = Next("karl", many);
  ASSERT_EQ(his.comments_size(), 1);
  EXPECT_EQ(his.comments(0).comment().name(), second);

  // He sees who has it, but not her token.
  const v1::Lease seen = Get(first).lease();
  EXPECT_EQ(seen.principal_display_name(), "Ines");
  EXPECT_EQ(seen.token(), "");
  const auto leases = List("karl");
  ASSERT_EQ(leases.leases_size(), 2);
  EXPECT_EQ(leases.leases(0).comment_name(), first);
  EXPECT_EQ(leases.leases(0).token(), "");
  EXPECT_FALSE(leases.leases(1).token().empty());

  v1::ApproveCommentRequest approve;
  approve.set_name(first);
  const grpc::Status refused =
      Refusal(&Moderation::ApproveComment, "karl", approve);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(refused.error_message(),
              AllOf(HasSubstr("Ines is working on this comment until 20"),
                    HasSubstr("steal")));
  EXPECT_EQ(Get(first).comment().revision(), 1);
  approve.set_lease_token(lease.token());
  Ask(*server_.moderation, &Moderation::ApproveComment, "ines", approve);
  EXPECT_EQ(StateOf(first), v1::Comment::APPROVED);
  EXPECT_FALSE(Get(first).has_lease());
  EXPECT_EQ(List("karl").leases_size(), 1);
}

TEST_F(LeaseCalls, AreRenewedGivenBackAndTakenOver) {
  const std::string name = Submit("a marvellous umbrella");
  const v1::Lease lease = Next("ines").comments(0).lease();
  v1::RenewLeaseRequest renew;
  renew.set_name(name);
  renew.set_lease_token(lease.token());
  renew.mutable_lease_duration()->set_seconds(100000);
  const v1::Lease renewed =
      Ask(*server_.moderation, &Moderation::RenewLease, "ines", renew);
  const int64_t length =
      renewed.expire_time().seconds() - lease.create_time().seconds();
  EXPECT_GE(length, 3600);
  EXPECT_LT(length, 3700);
  EXPECT_EQ(Refusal(&Moderation::RenewLease, "karl", renew).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);

  v1::ReleaseLeaseRequest release;
  release.set_name(name);
  release.set_lease_token(lease.token());
  for (int i = 0; i < 2; ++i) {
    Ask(*server_.moderation, &Moderation::ReleaseLease, "ines", release);
    EXPECT_EQ(List("ines").leases_size(), 0);
  }

  Next("ines");
  v1::StealLeaseRequest steal;
  steal.set_name(name);
  const v1::Lease stolen =
      Ask(*server_.moderation, &Moderation::StealLease, "karl", steal);
  EXPECT_EQ(stolen.principal_display_name(), "Karl");
  EXPECT_THAT(History(name), ElementsAre(v1::HistoryRecord::LEASE_STOLEN));
  v1::MarkSpamRequest spam;
  spam.set_name(name);
  EXPECT_THAT(Refusal(&Moderation::MarkSpam, "ines", spam).error_message(),
              HasSubstr("Karl"));
  spam.set_steal_lease(true);
  Ask(*server_.moderation, &Moderation::MarkSpam, "ines", spam);
  EXPECT_THAT(History(name), ElementsAre(v1::HistoryRecord::LEASE_STOLEN,
                                         v1::HistoryRecord::LEASE_STOLEN,
                                         v1::HistoryRecord::MARKED_SPAM));
  EXPECT_EQ(Refusal(&Moderation::StealLease, "karl", steal).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(LeaseCalls, HinderABatchForThoseCommentsAlone) {
  Submit("a marvellous umbrella");
  const std::string free = Submit("my own umbrella");
  Next("ines");
  v1::BatchDecideRequest batch;
  batch.set_site("daily");
  batch.set_filter("state=held");
  batch.set_state(v1::Comment::SPAM);
  for (const bool dry_run : {true, false}) {
    batch.set_dry_run(dry_run);
    const auto answer =
        Ask(*server_.moderation, &Moderation::BatchDecide, "karl", batch);
    ASSERT_EQ(answer.results_size(), 2);
    EXPECT_EQ(answer.changed_count(), 1);
    EXPECT_THAT(answer.results(0).error().message(), HasSubstr("Ines"));
    EXPECT_FALSE(answer.results(1).has_error());
  }
  EXPECT_EQ(StateOf(free), v1::Comment::SPAM);
  batch.set_steal_leases(true);
  EXPECT_EQ(Ask(*server_.moderation, &Moderation::BatchDecide, "karl", batch)
                .changed_count(),
            1);
}

TEST_F(LeaseCalls, GiveAKeyOfSomeSectionsOnlyTheirComments) {
  v1::SubmitCommentRequest request;
  request.set_site("daily");
  request.set_display_name("Ann");
  request.set_email("ann@example.org");
  std::vector<std::string> names;
  for (const char* section : {"local", "sport"}) {
    request.mutable_thread()->set_id(section);
    request.mutable_thread()->set_section(section);
    request.set_body(std::string("an umbrella for ") + section);
    names.push_back(Ask(*server_.comments,
                        &v1::CommentService::Stub::SubmitComment, "site",
                        request)
                        .comment()
                        .name());
  }
  v1::LeaseNextRequest many;
  many.set_count(10);
  const auto sport = Next("section moderator", many);
  ASSERT_EQ(sport.comments_size(), 1);
  EXPECT_EQ(sport.comments(0).comment().name(), names[1]);
  EXPECT_EQ(Next("ines").comments_size(), 1);
  EXPECT_EQ(List("ines").leases_size(), 2);
  const auto leases = List("section moderator");
  ASSERT_EQ(leases.leases_size(), 1);
  EXPECT_EQ(leases.leases(0).comment_name(), names[1]);
  v1::StealLeaseRequest steal;
  steal.set_name(names[0]);
  EXPECT_EQ(
      Refusal(&Moderation::StealLease, "section moderator", steal).error_code(),
      grpc::StatusCode::PERMISSION_DENIED);
}

TEST_F(LeaseCalls, TellTheReaderWhatACommentAnswers) {
  const std::string parent = Submit("what a day");
  v1::SubmitCommentRequest request;
  request.set_site("daily");
  request.mutable_thread()->set_id("2026/a");
  request.set_display_name("Ann");
  request.set_email("ann@example.org");
  request.set_body("bring an umbrella");
  request.set_parent(parent);
  Ask(*server_.comments, &v1::CommentService::Stub::SubmitComment, "site",
      request);
  EXPECT_EQ(Next("ines").comments(0).parent_comment().body(), "what a day");
}

TEST_F(LeaseCalls, RefuseWhatMakesNoSense) {
  const std::string name = Submit("a marvellous umbrella");
  const auto expect_bad = [&](const v1::LeaseNextRequest& request,
                              const char* field) {
    v1::LeaseNextRequest sent = request;
    sent.set_site("daily");
    const grpc::Status refused = Refusal(&Moderation::LeaseNext, "ines", sent);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_THAT(refused.error_message(), HasSubstr(field));
  };
  v1::LeaseNextRequest request;
  request.set_count(-1);
  expect_bad(request, "count");
  request.set_count(1);
  request.set_filter("state=spam");
  expect_bad(request, "filter");
  request.set_filter(std::string(2000, 'x'));
  expect_bad(request, "filter");
  request.clear_filter();
  request.set_session(std::string(65, 'x'));
  expect_bad(request, "session");
  request.clear_session();
  request.set_request_id(std::string(129, 'x'));
  expect_bad(request, "request_id");
  v1::ReleaseLeaseRequest release;
  release.set_name(name);
  EXPECT_EQ(Refusal(&Moderation::ReleaseLease, "ines", release).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  v1::StealLeaseRequest steal;
  steal.set_name(name.substr(0, name.size() - 12) + "000000000000");
  EXPECT_EQ(Refusal(&Moderation::StealLease, "ines", steal).error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(List("ines").leases_size(), 0);
}

TEST_F(LeaseCalls, ShowInTheSummaryAndVerify) {
  Submit("a marvellous umbrella");
  Submit("my own umbrella");
  Next("ines");
  v1::SummarizeQueueRequest summarize;
  summarize.set_site("daily");
  summarize.set_group_by(v1::SummarizeQueueRequest::RULE);
  const auto summary =
      Ask(*server_.moderation, &Moderation::SummarizeQueue, "karl", summarize);
  EXPECT_EQ(summary.held_count(), 2);
  EXPECT_EQ(summary.leased_count(), 1);
  EXPECT_EQ(summary.groups(0).held_count(), 2);
  v1::VerifyQueueRequest verify;
  verify.set_site("daily");
  const auto verified =
      Ask(*server_.moderation, &Moderation::VerifyQueue, "karl", verify);
  EXPECT_THAT(verified.misplaced_comments(), IsEmpty());
  EXPECT_EQ(verified.next_page_token(), "");
  for (const auto& count : verified.counts()) {
    EXPECT_EQ(count.counted(), count.found()) << count.name();
  }
  ASSERT_GT(verified.counts_size(), 0);
  EXPECT_EQ(verified.counts(0).found(), 2);
}

}  // namespace
}  // namespace winnow
