// What moderation refuses, over gRPC: the right status, a sentence that says
// what to do, and nothing changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

class Refusals : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    EXPECT_EQ(Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"})
                  .exit_status,
              0);
    operator_ = system_.MakeClient("", "daily");
    site_ = system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::SITE),
                               "daily");
    moderator_ = system_.MakeClient(
        system_.CreateKey("daily", v1::ApiKey::MODERATOR), "daily");
    v1::SubmitCommentRequest request;
    request.mutable_thread()->set_id("rain");
    request.set_display_name("Ann");
    request.set_email("ann@mail.example");
    request.set_body("My own umbrella.");
    const auto submitted = site_->Call(kSubmitComment, std::move(request));
    ASSERT_TRUE(submitted.ok()) << submitted.status();
    ASSERT_EQ(submitted->comment().state(), v1::Comment::HELD);
    name_ = submitted->comment().name();
    etag_ = submitted->comment().etag();
  }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // All that moderation could have changed.
  std::string Present() {
    std::string all;
    for (const char* state : {"held", "approved", "rejected", "spam"}) {
      absl::StrAppend(&all,
                      Winnow({"queue", "--state", state, "--json"}).output);
    }
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"audit", "head", "--json"},
          {"lease", "list", "--json"},
          {"bans", "--json"},
          {"reports", "--json"},
          {"feed", "--json"},
          {"queue", "verify", "--json"}}) {
      const ProgramResult result = Winnow(command);
      EXPECT_EQ(result.exit_status, 0) << result.errors;
      absl::StrAppend(&all, result.output);
    }
    return all;
  }

  v1::ApproveCommentRequest Approval(const std::string& name) {
    v1::ApproveCommentRequest request;
    request.set_name(name);
    return request;
  }

  absl::Status Search(const std::string& filter) {
    v1::SearchCommentsRequest request;
    request.set_filter(filter);
    return operator_->Call(kSearchComments, std::move(request)).status();
  }

  WinnowSystem system_;
  std::unique_ptr<Client> operator_;
  std::unique_ptr<Client> site_;
  std::unique_ptr<Client> moderator_;
  std::string name_;
  std::string etag_;
};

TEST_F(Refusals, SayWhatToDoAndChangeNothing) {
  const std::string unknown =
      "sites/daily/comments/01930000-0000-7000-8000-000000000000";
  // A lease that its moderator has given back.
  v1::LeaseNextRequest next;
  next.set_count(1);
  const auto leased = moderator_->Call(kLeaseNext, std::move(next));
  ASSERT_TRUE(leased.ok()) << leased.status();
  ASSERT_EQ(leased->comments_size(), 1);
  const std::string token = leased->comments(0).lease().token();
  v1::ReleaseLeaseRequest release;
  release.set_name(name_);
  release.set_lease_token(token);
  ASSERT_TRUE(moderator_->Call(kReleaseLease, std::move(release)).ok());

  const struct {
    const char* name;
    std::function<absl::Status()> call;
    StatusCode code;
    const char* says;
  } rows[] = {
      {"unknown comment",
       [&] {
         return operator_->Call(kApproveComment, Approval(unknown)).status();
       },
       StatusCode::kNotFound, "no such comment"},
      {"no name of a comment",
       [&] {
         return operator_->Call(kApproveComment, Approval("@1")).status();
       },
       StatusCode::kInvalidArgument, "sites/"},
      {"another site's comment",
       [&] {
         return moderator_
             ->Call(kApproveComment,
                    Approval("sites/other/comments/"
                             "01930000-0000-7000-8000-000000000000"))
             .status();
       },
       StatusCode::kPermissionDenied, "this key"},
      {"stale etag",
       [&] {
         auto request = Approval(name_);
         request.set_etag(absl::StrCat(etag_, "0"));
         return operator_->Call(kApproveComment, std::move(request)).status();
       },
       StatusCode::kAborted, "look at it again"},
      {"lease that has ended",
       [&] {
         auto request = Approval(name_);
         request.set_lease_token(token);
         return moderator_->Call(kApproveComment, std::move(request)).status();
       },
       StatusCode::kFailedPrecondition, "lease"},
      {"renewing what has ended",
       [&] {
         v1::RenewLeaseRequest request;
         request.set_name(name_);
         request.set_lease_token(token);
         return moderator_->Call(kRenewLease, std::move(request)).status();
       },
       StatusCode::kFailedPrecondition, "lease"},
      {"site's key decides",
       [&] { return site_->Call(kApproveComment, Approval(name_)).status(); },
       StatusCode::kPermissionDenied, "this call needs"},
      {"site's key leases",
       [&] { return site_->Call(kLeaseNext, v1::LeaseNextRequest()).status(); },
       StatusCode::kPermissionDenied, "this call needs"},
      {"filter of 2 KB", [&] { return Search(std::string(2048, 'a')); },
       StatusCode::kInvalidArgument, "filter"},
      {"filter of 10 MB", [&] { return Search(std::string(10 << 20, 'a')); },
       StatusCode::kResourceExhausted, "larger than max"},
      {"filter with a word it does not know",
       [&] { return Search("colour=red"); }, StatusCode::kInvalidArgument,
       "colour"},
      {"undo of an unknown batch",
       [&] {
         v1::UndoDecisionRequest request;
         request.set_batch("nothing");
         return operator_->Call(kUndoDecision, std::move(request)).status();
       },
       StatusCode::kInvalidArgument, "batch"},
      {"batch without a state",
       [&] {
         v1::BatchDecideRequest request;
         request.set_filter("rule=suspect-term");
         request.set_state(v1::Comment::REJECTED);
         return operator_->Call(kBatchDecide, std::move(request)).status();
       },
       StatusCode::kInvalidArgument, "state"},
      {"report of what is held",
       [&] {
         v1::ReportCommentRequest request;
         request.set_name(name_);
         request.set_reason(v1::Report::ADVERTISING);
         request.set_reporter_id("7");
         return site_->Call(kReportComment, std::move(request)).status();
       },
       StatusCode::kFailedPrecondition, "only approved"},
      {"ban of a common mail provider",
       [&] {
         v1::CreateBanRequest request;
         request.mutable_ban()->set_kind(v1::Ban::EMAIL_DOMAIN);
         request.mutable_ban()->set_value("gmail.com");
         return operator_->Call(kCreateBan, std::move(request)).status();
       },
       StatusCode::kInvalidArgument, "ban the author instead"},
      {"note of 10 KB",
       [&] {
         v1::AddNoteRequest request;
         request.set_name(name_);
         request.set_text(std::string(10 << 10, 'x'));
         return operator_->Call(kAddNote, std::move(request)).status();
       },
       StatusCode::kInvalidArgument, "text"},
  };
  const std::string before = Present();
  for (const auto& row : rows) {
    const absl::Status refused = row.call();
    EXPECT_EQ(refused.code(), row.code) << row.name << ": " << refused;
    EXPECT_THAT(refused.ToString(), HasSubstr(row.says)) << row.name;
  }
  EXPECT_EQ(Present(), before);
}

}  // namespace
}  // namespace winnow
