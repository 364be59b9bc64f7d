// Figures about rules, calibration and blind comments over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;
using testing::IsEmpty;

class RuleStatsTest : public PolicyCalls {
 protected:
  v1::GetRuleStatsResponse Rules(const std::string& key = "moderator") {
    v1::GetRuleStatsRequest request;
    request.set_site("daily");
    return Ask(*server_.moderation, &v1::ModerationService::Stub::GetRuleStats,
               key, request);
  }

  v1::RuleStats RuleOf(const std::string& name) {
    const auto answer = Rules();
    for (const v1::RuleStats& rule : answer.rules()) {
      if (rule.rule() == name) return rule;
    }
    ADD_FAILURE() << "no rule " << name;
    return {};
  }

  v1::ModeratedComment Approve(const std::string& name) {
    v1::ApproveCommentRequest request;
    request.set_name(name);
    return Ask(*server_.moderation,
               &v1::ModerationService::Stub::ApproveComment, "moderator",
               request);
  }

  v1::ModeratedComment Reject(const std::string& name) {
    v1::RejectCommentRequest request;
    request.set_name(name);
    return Ask(*server_.moderation, &v1::ModerationService::Stub::RejectComment,
               "moderator", request);
  }

  v1::ModeratedComment Show(const std::string& name) {
    v1::GetModeratedCommentRequest request;
    request.set_name(name);
    request.set_include_score_details(true);
    return Ask(*server_.moderation, &v1::ModerationService::Stub::GetComment,
               "moderator", request);
  }

  void SetShare(double share) {
    v1::UpdateSiteRequest request;
    request.mutable_site()->set_name("sites/daily");
    request.mutable_site()
        ->mutable_settings()
        ->mutable_learning()
        ->set_sampled_share(share);
    request.mutable_update_mask()->add_paths("settings.learning.sampled_share");
    Ask(*server_.sites, &v1::SiteService::Stub::UpdateSite, "operator",
        request);
  }

  grpc::Status Try(const v1::GetCalibrationRequest& request,
                   const std::string& key) {
    v1::GetCalibrationResponse answer;
    return system_.Call(*server_.moderation,
                        &v1::ModerationService::Stub::GetCalibration, key,
                        request, answer);
  }
};

TEST_F(RuleStatsTest, TellHowOftenPeopleOverturnedARule) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  for (int i = 0; i < 29; ++i) {
    const std::string name = Submit(absl::StrCat("umbrella ", i));
    if (i == 0) {
      Approve(name);
    } else {
      Reject(name);
    }
  }
  Submit("umbrella of nobody");
  const std::string published = Submit("the sun shines");
  const v1::RuleStats words = RuleOf("words");
  EXPECT_EQ(words.sentence(),
            "Holds a comment with listed_suspect at 0.5 or more.");
  EXPECT_EQ(words.action(), v1::Rule::HOLD);
  EXPECT_EQ(words.decided_count(), 30);
  EXPECT_EQ(words.judged_count(), 29);
  EXPECT_EQ(words.overturned_count(), 1);
  EXPECT_NEAR(words.overturned_share_low(), 0.0061, 5e-5);
  EXPECT_NEAR(words.overturned_share_high(), 0.1718, 5e-5);
  EXPECT_EQ(words.basis(), v1::RuleStats::HELD_DECISIONS);

  EXPECT_EQ(RuleOf("default").basis(), v1::RuleStats::BASIS_UNSPECIFIED);
  EXPECT_EQ(RuleOf("default").decided_count(), 1);
  Reject(published);
  const v1::RuleStats usual = RuleOf("default");
  EXPECT_EQ(usual.basis(), v1::RuleStats::COMPLAINTS);
  EXPECT_EQ(usual.overturned_count(), 1);
  EXPECT_EQ(usual.overturned_share_high(), 1);
  EXPECT_EQ(Rules().rules(0).rule(), "words");
}

TEST_F(RuleStatsTest, GoOnWithRulesThatAreGone) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  Submit("an umbrella");
  Apply(server_, "name: \"calm\" rules { name: \"words\" action: APPROVE }");
  Submit("a walk");
  const auto answer = Rules();
  ASSERT_GE(answer.rules_size(), 2);
  EXPECT_EQ(answer.rules(0).action(), v1::Rule::APPROVE);
  EXPECT_EQ(answer.rules(0).decided_count(), 1);
  EXPECT_EQ(answer.rules(1).action(), v1::Rule::HOLD);
  EXPECT_EQ(answer.rules(1).decided_count(), 1);
  EXPECT_THAT(answer.rules(1).sentence(), HasSubstr("no such rule any more"));
}

TEST_F(RuleStatsTest, AreOfTheWholeSite) {
  v1::GetRuleStatsRequest request;
  request.set_site("daily");
  v1::GetRuleStatsResponse answer;
  EXPECT_EQ(
      system_
          .Call(*server_.moderation, &v1::ModerationService::Stub::GetRuleStats,
                "section moderator", request, answer)
          .error_code(),
      StatusCode::PERMISSION_DENIED);
  v1::GetCalibrationRequest calibration;
  calibration.set_site("daily");
  EXPECT_EQ(Try(calibration, "section moderator").error_code(),
            StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Try(calibration, "site").error_code(),
            StatusCode::PERMISSION_DENIED);
  EXPECT_TRUE(Try(calibration, "moderator").ok());
  calibration.set_score(std::string(1 << 17, 'x'));
  calibration.set_group_by(static_cast<v1::GetCalibrationRequest::GroupBy>(77));
  const grpc::Status refused = Try(calibration, "moderator");
  EXPECT_EQ(refused.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(refused.error_message(), HasSubstr("IDENTITY_TERM"));
  EXPECT_THAT(refused.error_message(), HasSubstr("toxicity"));
}

TEST_F(RuleStatsTest, CompareGroups) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  for (int i = 0; i < 20; ++i) {
    Submit(absl::StrCat("women with an umbrella ", i));
    Submit(absl::StrCat("men in the sun ", i));
  }
  v1::GetCalibrationRequest request;
  request.set_site("daily");
  request.set_group_by(v1::GetCalibrationRequest::IDENTITY_TERM);
  const auto answer =
      Ask(*server_.moderation, &v1::ModerationService::Stub::GetCalibration,
          "moderator", request);
  EXPECT_EQ(answer.examined_count(), 40);
  EXPECT_TRUE(answer.complete());
  EXPECT_EQ(answer.total().held_count(), 20);
  ASSERT_EQ(answer.groups_size(), 2);
  EXPECT_EQ(answer.groups(0).group(), "gender: men");
  EXPECT_EQ(answer.groups(0).held_count(), 0);
  EXPECT_NEAR(answer.groups(0).held_share_high(), 0.1611, 5e-5);
  EXPECT_EQ(answer.groups(1).held_count(), 20);
}

TEST_F(RuleStatsTest, HideWhatIsJudgedBlindUntilItIsDecided) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  SetShare(0.2);
  std::vector<std::string> blind;
  for (int i = 0; i < 200; ++i) {
    const std::string name = Submit(absl::StrCat("the sun shines ", i));
    if (Show(name).comment().state() == v1::Comment::HELD) {
      blind.push_back(name);
    }
  }
  // Five standard deviations.
  ASSERT_GT(blind.size(), 11u);
  ASSERT_LT(blind.size(), 69u);
  const v1::ModeratedComment shown = Show(blind[0]);
  EXPECT_EQ(shown.screening().verdict(), v1::Comment::HELD);
  EXPECT_EQ(shown.screening().rule().rule(), "blind");
  EXPECT_EQ(shown.screening().rule().conditions_size(), 0);
  EXPECT_EQ(shown.screening().signals_size(), 0);
  EXPECT_EQ(shown.screening().policy_revision(), 0);
  EXPECT_EQ(shown.screening().shadow_verdict(), v1::Comment::STATE_UNSPECIFIED);
  EXPECT_EQ(shown.priority(), 0);

  v1::SummarizeQueueRequest summary;
  summary.set_site("daily");
  summary.set_group_by(v1::SummarizeQueueRequest::RULE);
  const auto groups =
      Ask(*server_.moderation, &v1::ModerationService::Stub::SummarizeQueue,
          "moderator", summary);
  ASSERT_EQ(groups.groups_size(), 1);
  EXPECT_EQ(groups.groups(0).key(), "blind");

  const v1::ModeratedComment decided = Reject(blind[0]);
  EXPECT_EQ(decided.screening().verdict(), v1::Comment::APPROVED);
  EXPECT_EQ(decided.screening().rule().rule(), "default");
  Approve(blind[1]);
  const v1::RuleStats usual = RuleOf("default");
  EXPECT_EQ(usual.basis(), v1::RuleStats::SAMPLES);
  EXPECT_EQ(usual.decided_count(), 200);
  EXPECT_EQ(usual.judged_count(), 2);
  EXPECT_EQ(usual.overturned_count(), 1);
}

TEST_F(RuleStatsTest, RefuseASampledShareThatIsNone) {
  for (const double share :
       {-0.1, 0.21, 1.0, std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity()}) {
    v1::UpdateSiteRequest request;
    request.mutable_site()->set_name("sites/daily");
    request.mutable_site()
        ->mutable_settings()
        ->mutable_learning()
        ->set_sampled_share(share);
    request.mutable_update_mask()->add_paths("settings.learning.sampled_share");
    v1::Site answer;
    const grpc::Status refused =
        system_.Call(*server_.sites, &v1::SiteService::Stub::UpdateSite,
                     "operator", request, answer);
    EXPECT_EQ(refused.error_code(), StatusCode::INVALID_ARGUMENT) << share;
    EXPECT_THAT(refused.error_message(), HasSubstr("0 to 0.2"));
  }
}

}  // namespace
}  // namespace winnow
