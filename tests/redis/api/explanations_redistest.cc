// How scores came about, over the wire: of a text, and of a stored comment.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "tests/redis/api/running_server.h"
#include "tests/unit/screening/classifier/small_model.h"
#include "winnow/v1/analysis_service.grpc.pb.h"
#include "winnow/v1/comment_service.grpc.pb.h"
#include "winnow/v1/moderation_service.grpc.pb.h"

namespace winnow {
namespace {

constexpr char kText[] = "You are a fuuucking fool 😀, see http://a.example/b";

// Knows what SmallModel knows and thinks otherwise.
std::string AnotherModel() {
  ModelNumbers numbers = SmallNumbers();
  numbers.bias.fill(1);
  return *WriteModelFile(numbers, "made: by a test\n",
                         std::vector<int8_t>(kSmallBuckets * kHeads, 1));
}

void ExpectToAddUp(const v1::Screening& screening, const std::string& text) {
  ASSERT_EQ(screening.score_details_size(), 8);
  for (const v1::ScoreDetail& detail : screening.score_details()) {
    SCOPED_TRACE(detail.score());
    double sum = detail.bias() + detail.others_weight();
    EXPECT_LE(detail.features_size(), 20);
    for (const auto& feature : detail.features()) {
      sum += feature.weight();
      for (const v1::Span& span : feature.spans()) {
        EXPECT_LT(span.begin(), span.end());
        EXPECT_EQ(text.substr(static_cast<size_t>(span.begin()),
                              static_cast<size_t>(span.end() - span.begin())),
                  feature.text());
      }
    }
    EXPECT_NEAR(sum, detail.log_odds(), 1e-3);
    EXPECT_GT(detail.features_size(), 0);
    const auto score = screening.scores().find(detail.score());
    if (score != screening.scores().end()) {
      EXPECT_NEAR(detail.probability() + detail.adapter_shift(), score->second,
                  1e-4)
          << "stored to four digits";
    }
  }
}

class ExplanationsTest : public testing::Test {
 protected:
  v1::Screening Analyze(bool with_details) {
    grpc::ClientContext context;
    Authorize(running_.keys["site"], context);
    v1::AnalyzeTextRequest request;
    request.set_text(kText);
    request.set_display_name("Cheap Pills");
    request.set_website("http://pills.example/buy");
    request.set_include_score_details(with_details);
    v1::AnalyzeTextResponse response;
    const grpc::Status status = v1::AnalysisService::NewStub(running_.channel)
                                    ->AnalyzeText(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.screening();
  }

  std::string Submit(const std::string& body) {
    grpc::ClientContext context;
    Authorize(running_.keys["site"], context);
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("article");
    request.set_display_name("Ada");
    request.set_email("ada@example.org");
    request.set_body(body);
    v1::SubmitCommentResponse response;
    const grpc::Status status =
        v1::CommentService::NewStub(running_.channel)
            ->SubmitComment(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.comment().name();
  }

  v1::ModeratedComment Get(const std::string& name, bool with_details,
                           const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    Authorize(running_.keys["moderator"], context);
    v1::GetModeratedCommentRequest request;
    request.set_name(name);
    request.set_include_score_details(with_details);
    v1::ModeratedComment comment;
    const grpc::Status status =
        v1::ModerationService::NewStub(channel)->GetComment(&context, request,
                                                            &comment);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return comment;
  }

  RunningServer running_{SmallModel()};
};

TEST_F(ExplanationsTest, ATextsScoresAreExplainedWhenAskedFor) {
  const v1::Screening screening = Analyze(true);
  ExpectToAddUp(screening, kText);
  EXPECT_EQ(screening.score_details(0).model_revision(),
            screening.model_revision());
  EXPECT_FALSE(screening.model_revision().empty());
  EXPECT_EQ(Analyze(false).score_details_size(), 0);
}

TEST_F(ExplanationsTest, SoAreThoseOfAStoredComment) {
  const std::string name = Submit(kText);
  const v1::Screening screening = Get(name, true, running_.channel).screening();
  ExpectToAddUp(screening, kText);
  EXPECT_EQ(screening.score_details(0).model_revision(),
            screening.model_revision());
  EXPECT_EQ(Get(name, false, running_.channel).screening().score_details_size(),
            0);
}

TEST_F(ExplanationsTest, AnotherModelThanTheOneThatScoredSaysSo) {
  const std::string name = Submit(kText);
  const auto second = running_.StartSecond(AnotherModel());
  const v1::Screening screening = Get(name, true, second.channel).screening();
  ASSERT_EQ(screening.score_details_size(), 8);
  const v1::ScoreDetail& detail = screening.score_details(0);
  EXPECT_NE(detail.model_revision(), screening.model_revision());
  EXPECT_NE(detail.probability(), screening.scores().at(detail.score()));
}

TEST_F(ExplanationsTest, WithoutAModelThereIsNothingToExplain) {
  const std::string name = Submit(kText);
  const auto second = running_.StartSecond();
  const v1::Screening screening = Get(name, true, second.channel).screening();
  EXPECT_EQ(screening.score_details_size(), 0);
  EXPECT_FALSE(screening.scores().empty()) << "as they were stored";
}

}  // namespace
}  // namespace winnow
