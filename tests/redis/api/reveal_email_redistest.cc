// Addresses in plain, over the wire: who gets them, and what history keeps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

class RevealEmailTest : public testing::Test {
 protected:
  v1::SubmitCommentResponse Submit(const std::string& section) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article in " + section);
    request.mutable_thread()->set_section(section);
    request.set_display_name("Ada");
    request.set_email("Ada.Lovelace@Example.ORG");
    request.set_body("I like the bridge in " + section);
    v1::SubmitCommentResponse response;
    const grpc::Status status =
        running_.Call(*comments_, &v1::CommentService::Stub::SubmitComment,
                      "site", request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  grpc::Status Reveal(const std::string& key, const std::string& name,
                      v1::RevealEmailResponse& response,
                      const std::string& why = "ticket 4711") {
    v1::RevealEmailRequest request;
    request.set_name(name);
    request.set_why(why);
    return running_.Call(*moderation_, &Moderators::RevealEmail, key, request,
                         response);
  }

  // Makes a key that may see addresses.
  void MakeKey(const std::string& name, v1::ApiKey key) {
    v1::CreateKeyRequest request;
    key.set_display_name(name);
    key.add_permissions(v1::ApiKey::REVEAL_EMAIL);
    *request.mutable_key() = std::move(key);
    v1::CreateKeyResponse response;
    const auto sites = v1::SiteService::NewStub(running_.channel);
    const grpc::Status status = running_.Call(
        *sites, &v1::SiteService::Stub::CreateKey, "all", request, response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    running_.keys[name] = response.secret();
  }

  // Records of one comment, or of the whole site.
  v1::GetHistoryResponse History(const std::string& name) {
    v1::GetHistoryRequest request;
    request.set_site("daily");
    request.set_comment_name(name);
    v1::GetHistoryResponse response;
    EXPECT_TRUE(running_
                    .Call(*moderation_, &Moderators::GetHistory, "moderator",
                          request, response)
                    .ok());
    return response;
  }

  using Moderators = v1::ModerationService::Stub;

  RunningServer running_;
  std::unique_ptr<v1::CommentService::Stub> comments_ =
      v1::CommentService::NewStub(running_.channel);
  std::unique_ptr<v1::ModerationService::Stub> moderation_ =
      v1::ModerationService::NewStub(running_.channel);
};

TEST_F(RevealEmailTest, ShowsTheAddressAndSaysSoInHistory) {
  const std::string name = Submit("local").comment().name();
  v1::RevealEmailResponse revealed;
  const grpc::Status status = Reveal("revealing moderator", name, revealed);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(revealed.email(), "Ada.Lovelace@Example.ORG");
  const v1::GetHistoryResponse history = History(name);
  ASSERT_EQ(history.records_size(), 1);
  const v1::HistoryRecord& record = history.records(0);
  EXPECT_EQ(record.action(), v1::HistoryRecord::EMAIL_REVEALED);
  EXPECT_EQ(record.principal_display_name(), "revealing moderator");
  EXPECT_EQ(record.reason_code(), "ticket 4711");
  EXPECT_EQ(record.seq(), revealed.audit_seq());
  EXPECT_EQ(record.resource(), name);
  EXPECT_EQ(History("").records(0).seq(), record.seq());
  // Twice is two records.
  ASSERT_TRUE(Reveal("revealing operator", name, revealed).ok());
  EXPECT_EQ(revealed.audit_seq(), record.seq() + 1);
  v1::VerifyAuditRequest verify;
  verify.set_site("daily");
  v1::VerifyAuditResponse verified;
  ASSERT_TRUE(running_
                  .Call(*moderation_, &Moderators::VerifyAudit, "moderator",
                        verify, verified)
                  .ok());
  EXPECT_TRUE(verified.intact()) << verified.problem();
}

TEST_F(RevealEmailTest, IsRefusedAndLeavesNoRecord) {
  const std::string name = Submit("local").comment().name();
  v1::ApiKey sport;
  sport.set_role(v1::ApiKey::MODERATOR);
  sport.set_site("daily");
  sport.add_sections("sport");
  MakeKey("sport", std::move(sport));
  v1::ApiKey weekly;
  weekly.set_role(v1::ApiKey::OPERATOR);
  weekly.set_site("weekly");
  MakeKey("weekly", std::move(weekly));
  const struct {
    const char* key;
    std::string name;
    std::string why;
    StatusCode code;
  } rows[] = {
      {"moderator", name, "ticket", StatusCode::PERMISSION_DENIED},
      {"all", name, "ticket", StatusCode::PERMISSION_DENIED},
      {"site", name, "ticket", StatusCode::PERMISSION_DENIED},
      {"sport", name, "ticket", StatusCode::PERMISSION_DENIED},
      {"weekly", name, "ticket", StatusCode::PERMISSION_DENIED},
      {"revealing moderator", name, "", StatusCode::INVALID_ARGUMENT},
      {"revealing moderator", name, " \n ", StatusCode::INVALID_ARGUMENT},
      {"revealing moderator", name, std::string(501, 'x'),
       StatusCode::INVALID_ARGUMENT},
      {"revealing moderator", name, "to answer ada@example.org",
       StatusCode::INVALID_ARGUMENT},
      {"revealing moderator", "sites/daily/comments/nothing", "ticket",
       StatusCode::INVALID_ARGUMENT},
      {"revealing moderator",
       "sites/daily/comments/0190a0a0-0000-7000-8000-000000000001", "ticket",
       StatusCode::NOT_FOUND},
  };
  for (const auto& row : rows) {
    v1::RevealEmailResponse revealed;
    const grpc::Status status = Reveal(row.key, row.name, revealed, row.why);
    EXPECT_EQ(status.error_code(), row.code)
        << row.key << ", " << row.why << ": " << status.error_message();
    EXPECT_EQ(revealed.email(), "");
  }
  EXPECT_EQ(History(name).records_size(), 0);
}

TEST_F(RevealEmailTest, HasNothingToShowOfWithdrawnComments) {
  const v1::SubmitCommentResponse submitted = Submit("local");
  v1::WithdrawCommentRequest withdraw;
  withdraw.set_name(submitted.comment().name());
  withdraw.set_edit_token(submitted.edit_token());
  v1::Comment comment;
  ASSERT_TRUE(running_
                  .Call(*comments_, &v1::CommentService::Stub::WithdrawComment,
                        "site", withdraw, comment)
                  .ok());
  v1::RevealEmailResponse revealed;
  const grpc::Status status =
      Reveal("revealing moderator", submitted.comment().name(), revealed);
  EXPECT_EQ(status.error_code(), StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("no address"));
}

}  // namespace
}  // namespace winnow
