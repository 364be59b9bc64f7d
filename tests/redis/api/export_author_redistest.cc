// What a reader is told who asks what is kept about them: over the wire.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/redis/api/running_server.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr char kAda[] = "Ada.Byron@mail.example";

class ExportAuthorTest : public testing::Test {
 protected:
  ExportAuthorTest() {
    v1::CreateKeyRequest request;
    v1::ApiKey& key = *request.mutable_key();
    key.set_display_name("weekly");
    key.set_role(v1::ApiKey::OPERATOR);
    key.set_site("weekly");
    key.add_permissions(v1::ApiKey::REVEAL_EMAIL);
    v1::CreateKeyResponse response;
    EXPECT_TRUE(running_
                    .Call(*sites_, &v1::SiteService::Stub::CreateKey, "all",
                          request, response)
                    .ok());
    running_.keys["weekly"] = response.secret();
  }

  v1::SubmitCommentResponse Submit(const std::string& email,
                                   const std::string& body,
                                   const std::string& account = "") {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article-1");
    request.set_display_name("Ada");
    request.set_email(email);
    request.set_author_id(account);
    request.set_body(body);
    request.set_network_address("203.0.113.7");
    v1::SubmitCommentResponse response;
    const grpc::Status status =
        running_.Call(*comments_, &v1::CommentService::Stub::SubmitComment,
                      "site", request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  v1::ExportAuthorRequest AskFor(const std::string& email) {
    v1::ExportAuthorRequest request;
    request.set_site("daily");
    request.mutable_author()->set_email(email);
    request.set_why("request 4711");
    return request;
  }

  struct Exported {
    grpc::Status status;
    std::vector<v1::ExportAuthorResponse> parts;
  };

  Exported Export(const v1::ExportAuthorRequest& request,
                  const std::string& key = "revealing operator") {
    grpc::ClientContext context;
    Authorize(running_.keys[key], context);
    const auto stream = sites_->ExportAuthor(&context, request);
    Exported exported;
    v1::ExportAuthorResponse part;
    while (stream->Read(&part)) exported.parts.push_back(part);
    exported.status = stream->Finish();
    return exported;
  }

  v1::GetHistoryResponse History() {
    v1::GetHistoryRequest request;
    request.set_site("daily");
    v1::GetHistoryResponse response;
    EXPECT_TRUE(running_
                    .Call(*moderation_,
                          &v1::ModerationService::Stub::GetHistory, "moderator",
                          request, response)
                    .ok());
    return response;
  }

  RunningServer running_;
  std::unique_ptr<v1::CommentService::Stub> comments_ =
      v1::CommentService::NewStub(running_.channel);
  std::unique_ptr<v1::ModerationService::Stub> moderation_ =
      v1::ModerationService::NewStub(running_.channel);
  std::unique_ptr<v1::SiteService::Stub> sites_ =
      v1::SiteService::NewStub(running_.channel);
};

TEST_F(ExportAuthorTest, SendsTheProfileAndEveryCommentOldestFirst) {
  const auto first = Submit(kAda, "the bridge is high").comment();
  Submit("eve@mail.example", "mine is another bridge");
  const auto second = Submit("ada.byron@MAIL.example", "and wide").comment();
  const auto taken = Submit(kAda, "I take this back");
  v1::WithdrawCommentRequest withdraw;
  withdraw.set_name(taken.comment().name());
  withdraw.set_edit_token(taken.edit_token());
  v1::Comment withdrawn;
  ASSERT_TRUE(running_
                  .Call(*comments_, &v1::CommentService::Stub::WithdrawComment,
                        "site", withdraw, withdrawn)
                  .ok());
  const Exported all = Export(AskFor(" ADA.byron@mail.example"));
  ASSERT_TRUE(all.status.ok()) << all.status.error_message();
  ASSERT_GE(all.parts.size(), 3U);
  const auto& profile = all.parts[0].profile();
  // As they were typed.
  EXPECT_THAT(profile.emails(),
              UnorderedElementsAre(kAda, "ada.byron@MAIL.example"));
  EXPECT_EQ(profile.handle(), first.author_handle());
  EXPECT_FALSE(profile.banned());
  int64_t total = 0;
  for (const auto& [state, count] : profile.comment_counts()) total += count;
  EXPECT_EQ(total, static_cast<int64_t>(all.parts.size()) - 1);
  const auto& one = all.parts[1].comment();
  EXPECT_EQ(one.comment().name(), first.name());
  EXPECT_EQ(one.comment().body(), "the bridge is high");
  EXPECT_FALSE(one.screening().rule().rule().empty());
  // For 7 days.
  EXPECT_EQ(one.network_expire_time().seconds(),
            one.comment().create_time().seconds() + 7 * 24 * 3600);
  EXPECT_EQ(all.parts[2].comment().comment().name(), second.name());
  for (const auto& part : all.parts) {
    EXPECT_NE(part.comment().comment().body(), "mine is another bridge");
  }
}

TEST_F(ExportAuthorTest, LeavesARecordWithoutAName) {
  Submit(kAda, "the bridge is high");
  ASSERT_TRUE(Export(AskFor(kAda)).status.ok());
  const v1::GetHistoryResponse history = History();
  ASSERT_GE(history.records_size(), 1);
  const v1::HistoryRecord& record = history.records(0);
  EXPECT_EQ(record.action(), v1::HistoryRecord::AUTHOR_EXPORTED);
  EXPECT_EQ(record.reason_code(), "request 4711");
  EXPECT_EQ(record.resource(), "sites/daily");
  EXPECT_EQ(record.principal_display_name(), "revealing operator");
  EXPECT_THAT(history.DebugString(), testing::Not(HasSubstr("mail.example")));
}

TEST_F(ExportAuthorTest, CountsInADryRunAndShowsNoAddress) {
  Submit(kAda, "the bridge is high", "account-5");
  v1::ExportAuthorRequest request = AskFor(kAda);
  request.set_dry_run(true);
  request.clear_why();
  // An account's comments are found by one of them.
  EXPECT_EQ(Export(request).status.error_code(), StatusCode::NOT_FOUND);
  const auto named = Submit(kAda, "and wide", "account-5").comment();
  request.mutable_author()->set_comment_name(named.name());
  const Exported counted = Export(request);
  ASSERT_TRUE(counted.status.ok()) << counted.status.error_message();
  ASSERT_THAT(counted.parts, SizeIs(1));
  const auto& profile = counted.parts[0].profile();
  EXPECT_THAT(profile.emails(), IsEmpty());
  EXPECT_THAT(profile.author_ids(), IsEmpty());
  int64_t total = 0;
  for (const auto& [state, count] : profile.comment_counts()) total += count;
  EXPECT_EQ(total, 2);
  EXPECT_EQ(History().records_size(), 0);
  request.set_dry_run(false);
  request.set_why("request 4711");
  const Exported all = Export(request);
  ASSERT_THAT(all.parts, SizeIs(3));
  EXPECT_THAT(all.parts[0].profile().emails(), ElementsAre(kAda));
  EXPECT_THAT(all.parts[0].profile().author_ids(), ElementsAre("account-5"));
}

TEST_F(ExportAuthorTest, SaysThatABanApplies) {
  const auto comment = Submit(kAda, "the bridge is high").comment();
  v1::CreateBanRequest request;
  request.set_site("daily");
  request.mutable_ban()->set_kind(v1::Ban::AUTHOR);
  request.mutable_ban()->set_comment(comment.name());
  v1::CreateBanResponse made;
  const grpc::Status status =
      running_.Call(*moderation_, &v1::ModerationService::Stub::CreateBan,
                    "moderator", request, made);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const Exported exported = Export(AskFor(kAda));
  ASSERT_TRUE(exported.status.ok());
  EXPECT_TRUE(exported.parts[0].profile().banned());
  EXPECT_FALSE(exported.parts[0].profile().has_ban_expire_time());
}

TEST_F(ExportAuthorTest, RefusesAndLeavesNoRecord) {
  const auto comment = Submit(kAda, "the bridge is high").comment();
  v1::ExportAuthorRequest nobody = AskFor("nobody@mail.example");
  v1::ExportAuthorRequest no_author = AskFor(kAda);
  no_author.clear_author();
  v1::ExportAuthorRequest no_address = AskFor("ada");
  v1::ExportAuthorRequest no_why = AskFor(kAda);
  no_why.clear_why();
  v1::ExportAuthorRequest long_why = AskFor(kAda);
  long_why.set_why(std::string(501, 'x'));
  v1::ExportAuthorRequest other_site = AskFor(kAda);
  other_site.mutable_author()->set_comment_name(
      "sites/weekly/comments/0190a0a0-0000-7000-8000-000000000001");
  v1::ExportAuthorRequest unknown = AskFor(kAda);
  unknown.mutable_author()->set_comment_name(
      "sites/daily/comments/0190a0a0-0000-7000-8000-000000000001");
  const struct {
    std::string key;
    v1::ExportAuthorRequest request;
    StatusCode code;
  } rows[] = {
      {"site", AskFor(kAda), StatusCode::PERMISSION_DENIED},
      {"moderator", AskFor(kAda), StatusCode::PERMISSION_DENIED},
      {"revealing moderator", AskFor(kAda), StatusCode::PERMISSION_DENIED},
      {"all", AskFor(kAda), StatusCode::PERMISSION_DENIED},
      {"weekly", AskFor(kAda), StatusCode::PERMISSION_DENIED},
      {"revealing operator", nobody, StatusCode::NOT_FOUND},
      {"revealing operator", no_author, StatusCode::INVALID_ARGUMENT},
      {"revealing operator", no_address, StatusCode::INVALID_ARGUMENT},
      {"revealing operator", no_why, StatusCode::INVALID_ARGUMENT},
      {"revealing operator", long_why, StatusCode::INVALID_ARGUMENT},
      {"revealing operator", other_site, StatusCode::INVALID_ARGUMENT},
      {"revealing operator", unknown, StatusCode::NOT_FOUND},
  };
  for (const auto& row : rows) {
    const Exported exported = Export(row.request, row.key);
    EXPECT_EQ(exported.status.error_code(), row.code)
        << row.key << ", " << row.request.ShortDebugString() << ": "
        << exported.status.error_message();
    EXPECT_THAT(exported.parts, IsEmpty());
  }
  EXPECT_EQ(History().records_size(), 0);
}

}  // namespace
}  // namespace winnow
