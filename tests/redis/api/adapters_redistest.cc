// A site's adapter over the wire: taught, shown, reset, exported.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/screening/classifier/adapter.h"
#include "tests/redis/api/running_server.h"
#include "tests/unit/screening/classifier/small_model.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

constexpr char kName[] = "sites/daily/adapter";
constexpr char kSpamText[] = "gold bullion for sale, gold bullion";

// As unsure of everything as a model can be.
std::string UnsureModel() {
  ModelNumbers numbers = SmallNumbers();
  numbers.bias.fill((kKnots - 1) / 2.0F);
  numbers.marks = {};
  return *WriteModelFile(numbers, "made: by a test\n",
                         std::vector<int8_t>(size_t{kSmallBuckets} * kHeads));
}

class AdaptersTest : public testing::Test {
 protected:
  v1::Adapter Get(const std::string& key = "operator") {
    grpc::ClientContext context;
    Authorize(running_.keys[key], context);
    v1::GetAdapterRequest request;
    request.set_name(kName);
    v1::Adapter adapter;
    const grpc::Status status = v1::SiteService::NewStub(running_.channel)
                                    ->GetAdapter(&context, request, &adapter);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return adapter;
  }

  grpc::Status Feedback(const v1::SubmitFeedbackRequest& request) {
    grpc::ClientContext context;
    Authorize(running_.keys["site"], context);
    google::protobuf::Empty empty;
    return v1::AnalysisService::NewStub(running_.channel)
        ->SubmitFeedback(&context, request, &empty);
  }

  void Teach(int of_each) {
    for (int i = 0; i < 2 * of_each; ++i) {
      v1::SubmitFeedbackRequest request;
      const bool spam = i % 2 == 0;
      request.set_text(absl::StrCat(
          "number ", i, spam ? kSpamText : " is a good argument about buses"));
      request.set_state(spam ? v1::Comment::SPAM : v1::Comment::APPROVED);
      const grpc::Status status = Feedback(request);
      ASSERT_TRUE(status.ok()) << status.error_message();
    }
  }

  void SetMode(v1::LearningSettings::AdapterMode mode) {
    grpc::ClientContext context;
    Authorize(running_.keys["operator"], context);
    v1::UpdateSiteRequest request;
    request.mutable_site()->set_name("sites/daily");
    request.mutable_site()->mutable_settings()->mutable_learning()->set_adapter(
        mode);
    request.mutable_update_mask()->add_paths("settings.learning.adapter");
    v1::Site site;
    const grpc::Status status = v1::SiteService::NewStub(running_.channel)
                                    ->UpdateSite(&context, request, &site);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  double SpamScore(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    Authorize(running_.keys["site"], context);
    v1::AnalyzeTextRequest request;
    request.set_text(kSpamText);
    v1::AnalyzeTextResponse response;
    const grpc::Status status =
        v1::AnalysisService::NewStub(channel)->AnalyzeText(&context, request,
                                                           &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.screening().scores().at("spam");
  }

  RunningServer running_{UnsureModel()};
};

TEST_F(AdaptersTest, BeginsInShadowAndKnowsNothing) {
  const v1::Adapter adapter = Get();
  EXPECT_EQ(adapter.name(), kName);
  EXPECT_EQ(adapter.mode(), v1::LearningSettings::SHADOW);
  EXPECT_EQ(adapter.model_revision().size(), 8u);
  ASSERT_EQ(adapter.heads_size(), 2);
  EXPECT_EQ(adapter.heads(0).score(), "spam");
  EXPECT_EQ(adapter.heads(1).score(), "toxicity");
  EXPECT_FALSE(adapter.heads(0).votes());
  EXPECT_FALSE(adapter.has_update_time());
}

TEST_F(AdaptersTest, MovesScoresOnAllServersOnlyOnceItIsOn) {
  auto second = running_.StartSecond(UnsureModel());
  EXPECT_NEAR(SpamScore(second.channel), 0.5, 1e-6);
  Teach(60);
  const v1::Adapter taught = Get();
  EXPECT_EQ(taught.heads(0).refused_count(), 60);
  EXPECT_EQ(taught.heads(0).approved_count(), 60);
  EXPECT_TRUE(taught.heads(0).votes());
  EXPECT_TRUE(taught.has_update_time());
  EXPECT_NEAR(SpamScore(running_.channel), 0.5, 1e-6) << "in shadow";
  SetMode(v1::LearningSettings::ON);
  EXPECT_GT(SpamScore(running_.channel), 0.6);
  EXPECT_LE(SpamScore(running_.channel), 0.7 + 1e-6);
  // The other server hears of it all by itself.
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  double score = 0;
  while (score <= 0.6 && absl::Now() < deadline) {
    score = SpamScore(second.channel);
  }
  EXPECT_NEAR(score, SpamScore(running_.channel), 1e-6);
}

TEST_F(AdaptersTest, AReplayOfTheLivePolicyMovesScoresAsItDid) {
  Teach(60);
  EXPECT_TRUE(Get().heads(0).votes());
  SetMode(v1::LearningSettings::ON);
  const std::string policy =
      "name: \"spam\"\n"
      "rules { name: \"spam\" conditions { score: \"spam\" at_least: 0.6 }\n"
      "        action: HOLD }\n"
      "rules { name: \"default\" action: APPROVE }\n";
  const auto sites = v1::SiteService::NewStub(running_.channel);
  grpc::ClientContext apply;
  Authorize(running_.keys["operator"], apply);
  v1::ApplyPolicyRequest applied;
  applied.set_site("daily");
  applied.mutable_source()->set_text(policy);
  v1::ApplyPolicyResponse revision;
  ASSERT_TRUE(sites->ApplyPolicy(&apply, applied, &revision).ok());
  grpc::ClientContext submit;
  Authorize(running_.keys["site"], submit);
  v1::SubmitCommentRequest comment;
  comment.set_site("daily");
  comment.mutable_thread()->set_id("2026/a");
  comment.set_display_name("Ann");
  comment.set_email("ann@example.org");
  comment.set_body(kSpamText);
  v1::SubmitCommentResponse submitted;
  ASSERT_TRUE(v1::CommentService::NewStub(running_.channel)
                  ->SubmitComment(&submit, comment, &submitted)
                  .ok());
  EXPECT_EQ(submitted.comment().state(), v1::Comment::HELD) << "0.5 and moved";

  grpc::ClientContext context;
  Authorize(running_.keys["operator"], context);
  v1::ReplayPolicyRequest request;
  request.set_site("daily");
  request.mutable_source()->set_text(policy);
  const auto stream = sites->ReplayPolicy(&context, request);
  v1::ReplayPolicyResponse last;
  while (stream->Read(&last)) continue;
  ASSERT_TRUE(stream->Finish().ok());
  ASSERT_EQ(last.difference().changes_size(), 1);
  EXPECT_EQ(last.difference().changes(0).from_verdict(), v1::Comment::HELD);
  EXPECT_EQ(last.difference().changes(0).to_verdict(), v1::Comment::HELD);
}

TEST_F(AdaptersTest, AResetForgetsAndIsInTheAudit) {
  Teach(3);
  EXPECT_EQ(Get().heads(0).refused_count(), 3);
  grpc::ClientContext context;
  Authorize(running_.keys["operator"], context);
  v1::ResetAdapterRequest request;
  request.set_name(kName);
  v1::Adapter adapter;
  ASSERT_TRUE(v1::SiteService::NewStub(running_.channel)
                  ->ResetAdapter(&context, request, &adapter)
                  .ok());
  EXPECT_EQ(adapter.heads(0).refused_count(), 0);
  EXPECT_EQ(Get().heads(0).refused_count(), 0);
}

TEST_F(AdaptersTest, IsForOperatorsOfTheSite) {
  for (const char* key : {"site", "moderator", "other operator"}) {
    grpc::ClientContext context;
    Authorize(running_.keys[key], context);
    v1::GetAdapterRequest request;
    request.set_name(kName);
    v1::Adapter adapter;
    EXPECT_EQ(v1::SiteService::NewStub(running_.channel)
                  ->GetAdapter(&context, request, &adapter)
                  .error_code(),
              grpc::StatusCode::PERMISSION_DENIED)
        << key;
  }
}

TEST_F(AdaptersTest, AnExportedFileIsTheAdapter) {
  Teach(3);
  const std::string model = Get().model_revision();
  grpc::ClientContext context;
  Authorize(running_.keys["operator"], context);
  v1::ExportAdapterRequest request;
  request.set_name(kName);
  const auto stub = v1::SiteService::NewStub(running_.channel);
  const auto stream = stub->ExportAdapter(&context, request);
  std::string file;
  v1::ExportAdapterResponse piece;
  while (stream->Read(&piece)) file += piece.content();
  ASSERT_TRUE(stream->Finish().ok());
  const auto adapter = Adapter::Parse(file, model);
  ASSERT_TRUE(adapter.ok()) << adapter.status();
  EXPECT_EQ(adapter->state().heads[kSpamHead].bad, 3);
}

TEST_F(AdaptersTest, FeedbackSaysWhatIsWrongWithIt) {
  struct Row {
    const char* name;
    v1::SubmitFeedbackRequest request;
    const char* field;
  };
  std::vector<Row> rows(5);
  rows[0] = {"neither", {}, "state"};
  rows[1] = {"held", {}, "state"};
  rows[1].request.set_state(v1::Comment::HELD);
  rows[2] = {"another score", {}, "scores[insult]"};
  (*rows[2].request.mutable_scores())["insult"] = 1;
  rows[3] = {"beyond 1", {}, "scores[spam]"};
  (*rows[3].request.mutable_scores())["spam"] = 2;
  rows[4] = {"no text", {}, "text"};
  rows[4].request.set_state(v1::Comment::SPAM);
  for (Row& row : rows) {
    if (row.name != std::string("no text")) row.request.set_text("hello");
    const grpc::Status status = Feedback(row.request);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
        << row.name;
    EXPECT_TRUE(absl::StrContains(status.error_message(), row.field))
        << row.name << ": " << status.error_message();
  }
}

TEST_F(AdaptersTest, FeedbackWithTheSameRequestIdTeachesOnce) {
  v1::SubmitFeedbackRequest request;
  request.set_text(kSpamText);
  (*request.mutable_scores())["spam"] = 1;
  request.set_request_id("once");
  EXPECT_TRUE(Feedback(request).ok());
  EXPECT_TRUE(Feedback(request).ok());
  request.set_text("another");
  EXPECT_EQ(Feedback(request).error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(Get().heads(0).refused_count(), 1);
}

TEST_F(AdaptersTest, AnAdapterThatIsOffTakesNoFeedback) {
  SetMode(v1::LearningSettings::OFF);
  v1::SubmitFeedbackRequest request;
  request.set_text(kSpamText);
  request.set_state(v1::Comment::SPAM);
  EXPECT_EQ(Feedback(request).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(Get().mode(), v1::LearningSettings::OFF);
}

TEST_F(AdaptersTest, DecisionsAreExportedAsRowsWithLabels) {
  const auto comments = v1::CommentService::NewStub(running_.channel);
  const auto moderation = v1::ModerationService::NewStub(running_.channel);
  for (int i = 0; i < 3; ++i) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article");
    request.set_display_name("Ada Lovelace");
    request.set_email(absl::StrCat("ada", i, "@example.org"));
    request.set_body(absl::StrCat("text ", i, " by Ada, ada@example.org"));
    grpc::ClientContext submit;
    Authorize(running_.keys["site"], submit);
    v1::SubmitCommentResponse submitted;
    ASSERT_TRUE(comments->SubmitComment(&submit, request, &submitted).ok());
    grpc::ClientContext decide;
    Authorize(running_.keys["moderator"], decide);
    v1::RejectCommentRequest reject;
    reject.set_name(submitted.comment().name());
    reject.set_reason_code(i == 0 ? "insult" : "off_topic");
    v1::ModeratedComment decided;
    ASSERT_TRUE(moderation->RejectComment(&decide, reject, &decided).ok());
  }
  v1::ExportDecisionsRequest request;
  request.set_site("daily");
  const auto sites = v1::SiteService::NewStub(running_.channel);
  std::vector<v1::ExportDecisionsResponse> rows;
  {
    grpc::ClientContext context;
    Authorize(running_.keys["operator"], context);
    const auto stream = sites->ExportDecisions(&context, request);
    v1::ExportDecisionsResponse row;
    while (stream->Read(&row)) rows.push_back(row);
    ASSERT_TRUE(stream->Finish().ok());
  }
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].text(), "text 0 by [name], [email]");
  EXPECT_EQ(rows[0].labels().at("toxicity"), 1);
  EXPECT_TRUE(rows[1].labels().empty());
  EXPECT_EQ(rows[0].decide_time().seconds() % 86400, 0);
  // Goes on behind the row that arrived last.
  request.set_resume_token(rows[1].resume_token());
  grpc::ClientContext context;
  Authorize(running_.keys["operator"], context);
  const auto stream = sites->ExportDecisions(&context, request);
  v1::ExportDecisionsResponse row;
  ASSERT_TRUE(stream->Read(&row));
  EXPECT_EQ(row.text(), rows[2].text());
  EXPECT_FALSE(stream->Read(&row));
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace winnow
