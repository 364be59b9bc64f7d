// Bans over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/api/policy_calls.h"
#include "winnow/rpc/error.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

// The server has the default policy, which has a rule for every kind.
class BanCalls : public PolicyCalls {
 protected:
  static v1::CreateBanRequest Banning(v1::Ban::Kind kind,
                                      const std::string& what) {
    v1::CreateBanRequest request;
    request.set_site("daily");
    request.mutable_ban()->set_kind(kind);
    if (kind == v1::Ban::AUTHOR || kind == v1::Ban::NETWORK) {
      request.mutable_ban()->set_comment(what);
    } else {
      request.mutable_ban()->set_value(what);
    }
    return request;
  }

  grpc::Status Create(const v1::CreateBanRequest& request,
                      const std::string& key = "moderator") {
    grpc::ClientContext context;
    Authorize(system_.keys[key], context);
    made_.Clear();
    const grpc::Status status =
        server_.moderation->CreateBan(&context, request, &made_);
    faults_.clear();
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto at = trailers.find("grpc-status-details-bin");
    if (at == trailers.end()) return status;
    rpc::Status details;
    details.ParseFromString({at->second.data(), at->second.size()});
    for (const auto& detail : details.details()) {
      rpc::BadRequest bad;
      bad.ParseFromString(detail.value());
      for (const auto& violation : bad.field_violations()) {
        faults_.push_back(violation.field());
        said_ = violation.description();
      }
    }
    return status;
  }

  grpc::Status Delete(const std::string& name,
                      const std::string& key = "moderator") {
    grpc::ClientContext context;
    Authorize(system_.keys[key], context);
    v1::DeleteBanRequest request;
    request.set_name(name);
    google::protobuf::Empty answer;
    return server_.moderation->DeleteBan(&context, request, &answer);
  }

  // Names of all, in pages of this size.
  std::vector<std::string> All(int page_size = 1000) {
    std::vector<std::string> names;
    v1::ListBansResponse page;
    do {
      v1::ListBansRequest request;
      request.set_site("daily");
      request.set_page_size(page_size);
      request.set_page_token(page.next_page_token());
      page = Ask(*server_.moderation, &v1::ModerationService::Stub::ListBans,
                 "moderator", request);
      EXPECT_LE(page.bans_size(), page_size);
      for (const v1::Ban& ban : page.bans()) names.push_back(ban.name());
    } while (!page.next_page_token().empty());
    return names;
  }

  v1::Comment SubmitTo(Stubs& server, const std::string& email,
                       const std::string& body) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("2026/a");
    request.set_display_name("Ann");
    request.set_email(email);
    request.set_body(body);
    request.set_network_address("203.0.113.9");
    return Ask(*server.comments, &v1::CommentService::Stub::SubmitComment,
               "site", request)
        .comment();
  }

  v1::CreateBanResponse made_;
  std::vector<std::string> faults_;
  std::string said_;  // about the last of them
};

TEST_F(BanCalls, RefuseAnAuthorUntilTheBanIsEnded) {
  const v1::Comment first =
      SubmitTo(server_, "ann@mail.example", "Good morning.");
  ASSERT_EQ(first.state(), v1::Comment::APPROVED);
  auto request = Banning(v1::Ban::AUTHOR, first.name());
  request.mutable_ban()->set_reason("insults everybody");
  request.mutable_ban()->mutable_duration()->set_seconds(3600);
  request.set_dry_run(true);
  ASSERT_TRUE(Create(request).ok());
  EXPECT_EQ(made_.ban().name(), "");
  EXPECT_EQ(made_.approved_count(), 1);
  EXPECT_EQ(made_.author_count(), 1);
  EXPECT_THAT(All(), IsEmpty());

  request.set_dry_run(false);
  ASSERT_TRUE(Create(request).ok());
  const v1::Ban ban = made_.ban();
  EXPECT_THAT(ban.name(), HasSubstr("sites/daily/bans/"));
  EXPECT_EQ(ban.effect(), v1::Ban::REJECT);
  EXPECT_EQ(ban.author_handle(), first.author_handle());
  EXPECT_EQ(ban.reason(), "insults everybody");
  EXPECT_THAT(ban.principal(), HasSubstr("keys/"));
  EXPECT_EQ(ban.expire_time().seconds() - ban.create_time().seconds(), 3600);
  EXPECT_THAT(made_.DebugString(), Not(HasSubstr("ann@")));

  const v1::Comment refused =
      SubmitTo(server_, "ann@mail.example", "Good evening.");
  EXPECT_EQ(refused.state(), v1::Comment::REJECTED);
  ASSERT_EQ(refused.reasons_size(), 1);
  EXPECT_EQ(refused.reasons(0).code(), "banned");
  v1::GetModeratedCommentRequest get;
  get.set_name(refused.name());
  const v1::ModeratedComment seen =
      Ask(*server_.moderation, &v1::ModerationService::Stub::GetComment,
          "moderator", get);
  EXPECT_EQ(seen.screening().rule().rule(), "banned-author");
  EXPECT_EQ(seen.author().ban(), ban.name());
  EXPECT_EQ(Create(request).error_code(), StatusCode::ALREADY_EXISTS);

  EXPECT_THAT(All(), ElementsAre(ban.name()));
  EXPECT_TRUE(Delete(ban.name()).ok());
  EXPECT_EQ(Delete(ban.name()).error_code(), StatusCode::NOT_FOUND);
  EXPECT_EQ(SubmitTo(server_, "ann@mail.example", "Hello again.").state(),
            v1::Comment::APPROVED);
}

TEST_F(BanCalls, OfContentDecideOnAnotherServerWithItsNextSubmission) {
  const RunningServer::Second second = system_.StartSecond();
  Stubs other(second.channel);
  EXPECT_EQ(SubmitTo(other, "a@mail.example", "A miracle cream.").state(),
            v1::Comment::APPROVED);
  ASSERT_TRUE(Create(Banning(v1::Ban::PHRASE, "miracle cream")).ok());
  const v1::Comment refused =
      SubmitTo(other, "b@mail.example", "Try the m1racle cream!");
  EXPECT_EQ(refused.state(), v1::Comment::REJECTED);
  ASSERT_TRUE(Delete(made_.ban().name()).ok());
  EXPECT_EQ(SubmitTo(other, "c@mail.example", "What miracle cream?").state(),
            v1::Comment::APPROVED);

  auto hold = Banning(v1::Ban::EMAIL_DOMAIN, "Club.Example.");
  hold.mutable_ban()->set_effect(v1::Ban::HOLD);
  ASSERT_TRUE(Create(hold).ok());
  EXPECT_EQ(made_.ban().value(), "club.example");
  EXPECT_EQ(SubmitTo(other, "d@club.example", "From the club.").state(),
            v1::Comment::HELD);
  ASSERT_TRUE(Create(Banning(v1::Ban::LINK_DOMAIN, "casino.example")).ok());
  EXPECT_EQ(SubmitTo(other, "e@mail.example",
                     "I won at https://www.casino.example/x yesterday")
                .state(),
            v1::Comment::REJECTED);
}

TEST_F(BanCalls, NameEveryFaultAtOnceAndChangeNothing) {
  v1::CreateBanRequest request;
  request.set_site("daily");
  EXPECT_EQ(Create(request).error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(faults_, ElementsAre("ban.kind"));

  request = Banning(v1::Ban::NETWORK, "sites/weekly/comments/x");
  request.mutable_ban()->set_value("203.0.113.0/24");
  request.mutable_ban()->set_effect(static_cast<v1::Ban::Effect>(9));
  request.mutable_ban()->set_reason("ask ann@mail.example");
  request.mutable_ban()->mutable_duration()->set_seconds(31 * 24 * 3600);
  request.mutable_reject_last()->set_seconds(31 * 24 * 3600);
  request.set_request_id(std::string(129, 'x'));
  EXPECT_EQ(Create(request).error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(faults_,
              UnorderedElementsAre("ban.value", "ban.comment", "ban.effect",
                                   "ban.reason", "ban.duration", "reject_last",
                                   "request_id"));

  struct Row {
    v1::Ban::Kind kind;
    const char* value;
    const char* said;
  };
  const Row rows[] = {
      {v1::Ban::EMAIL_DOMAIN, "gmail.com", "ban the author instead"},
      {v1::Ban::EMAIL_DOMAIN, "Yahoo.co.uk", "ban the author instead"},
      {v1::Ban::EMAIL_DOMAIN, "WEB.de", "ban the author instead"},
      {v1::Ban::EMAIL_DOMAIN, "mail.ru", "ban the author instead"},
      {v1::Ban::EMAIL_DOMAIN, "vip.qq.com", "ban the author instead"},
      {v1::Ban::EMAIL_DOMAIN, "ann@club.example", "email address"},
      {v1::Ban::EMAIL_DOMAIN, "co.uk", "everybody registers"},
      {v1::Ban::LINK_DOMAIN, ".top", "everybody registers"},
      {v1::Ban::LINK_DOMAIN, "https://shop.example/page", "is a page"},
      {v1::Ban::LINK_DOMAIN, "203.0.113.9", "network address"},
      {v1::Ban::PHRASE, " ", "is empty"},
      {v1::Ban::PHRASE, "write to ann@mail.example", "email address"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Create(Banning(row.kind, row.value)).error_code(),
              StatusCode::INVALID_ARGUMENT)
        << row.value;
    EXPECT_THAT(faults_, ElementsAre("ban.value")) << row.value;
    EXPECT_THAT(said_, HasSubstr(row.said)) << row.value;
  }
  const std::string unknown =
      "sites/daily/comments/0192f3c1-7a2b-7c11-8f00-5a6b7c8d9e0f";
  EXPECT_EQ(Create(Banning(v1::Ban::AUTHOR, unknown)).error_code(),
            StatusCode::NOT_FOUND);
  EXPECT_EQ(Delete("sites/daily/bans/x").error_code(),
            StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Delete("sites/daily/bans/0192f3c1-7a2b-7c11-8f00-5a6b7c8d9e0f")
                .error_code(),
            StatusCode::NOT_FOUND);
  EXPECT_THAT(All(), IsEmpty());
}

TEST_F(BanCalls, AreNotForKeysOfSomeSections) {
  const auto request = Banning(v1::Ban::PHRASE, "miracle cream");
  EXPECT_EQ(Create(request, "section moderator").error_code(),
            StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Create(request, "site").error_code(),
            StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Create(request, "other moderator").error_code(),
            StatusCode::PERMISSION_DENIED);
  ASSERT_TRUE(Create(request).ok());
  EXPECT_EQ(Delete(made_.ban().name(), "section moderator").error_code(),
            StatusCode::PERMISSION_DENIED);
}

TEST_F(BanCalls, ArePagedNewestFirst) {
  std::vector<std::string> made;
  for (int i = 0; i < 7; ++i) {
    auto request = Banning(v1::Ban::PHRASE, absl::StrCat("phrase ", i));
    request.set_request_id(absl::StrCat("r", i));
    ASSERT_TRUE(Create(request).ok());
    made.insert(made.begin(), made_.ban().name());
  }
  EXPECT_EQ(All(3), made);
  ASSERT_TRUE(Delete(made[3]).ok());
  made.erase(made.begin() + 3);
  EXPECT_EQ(All(2), made);
}

}  // namespace
}  // namespace winnow
