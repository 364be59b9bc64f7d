// Figures over gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/redis/api/policy_calls.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;

class Stats : public PolicyCalls {
 protected:
  static v1::GetStatsRequest Asking() {
    v1::GetStatsRequest request;
    request.set_site("daily");
    return request;
  }

  v1::GetStatsResponse Get(const v1::GetStatsRequest& request,
                           const std::string& key = "moderator") {
    return Ask(*server_.moderation, &v1::ModerationService::Stub::GetStats, key,
               request);
  }

  grpc::Status Try(const v1::GetStatsRequest& request, const std::string& key) {
    v1::GetStatsResponse answer;
    return system_.Call(*server_.moderation,
                        &v1::ModerationService::Stub::GetStats, key, request,
                        answer);
  }

  void Approve(const std::string& name, const std::string& key) {
    v1::ApproveCommentRequest request;
    request.set_name(name);
    Ask(*server_.moderation, &v1::ModerationService::Stub::ApproveComment, key,
        request);
  }

  void Reject(const std::string& name, const std::string& key) {
    v1::RejectCommentRequest request;
    request.set_name(name);
    Ask(*server_.moderation, &v1::ModerationService::Stub::RejectComment, key,
        request);
  }

  void Undo(const std::string& name, const std::string& key) {
    v1::UndoDecisionRequest request;
    request.set_site("daily");
    request.set_name(name);
    Ask(*server_.moderation, &v1::ModerationService::Stub::UndoDecision, key,
        request);
  }

  void Set(const std::string& field, v1::SiteSettings settings) {
    v1::UpdateSiteRequest request;
    request.mutable_site()->set_name("sites/daily");
    *request.mutable_site()->mutable_settings() = std::move(settings);
    request.mutable_update_mask()->add_paths(absl::StrCat("settings.", field));
    Ask(*server_.sites, &v1::SiteService::Stub::UpdateSite, "operator",
        request);
  }
};

TEST_F(Stats, CountWhatCameAndWhatPeopleMadeOfIt) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  const std::string first = Submit("my umbrella one");
  const std::string second = Submit("your umbrella two");
  Submit("their umbrella three");
  Submit("the sun shines");
  Approve(first, "ines");
  Reject(second, "karl");
  Undo(second, "ines");
  const auto stats = Get(Asking());
  EXPECT_EQ(stats.time_zone(), "UTC");
  EXPECT_EQ(stats.held_count(), 2);
  EXPECT_EQ(stats.days_size(), 8);
  const v1::VolumeStats& total = stats.total();
  EXPECT_EQ(total.submitted_count(), 4);
  EXPECT_EQ(total.screened_held_count(), 3);
  EXPECT_EQ(total.screened_approved_count(), 1);
  EXPECT_EQ(total.approved_count(), 1);
  EXPECT_EQ(total.rejected_count(), 0);
  EXPECT_EQ(total.undone_count(), 1);
  EXPECT_TRUE(total.has_decision_time_p90());
  EXPECT_LT(total.decision_time_p90().seconds(), 60);
  EXPECT_EQ(total.start_time().seconds(), stats.days(0).start_time().seconds());
  EXPECT_EQ(total.end_time().seconds(), stats.days(7).end_time().seconds());
  EXPECT_EQ(stats.moderators_size(), 0);
}

TEST_F(Stats, TellAnOperatorWhoDecidedWhereTheSiteAllowsIt) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  for (const char* body : {"umbrella one", "umbrella two", "umbrella three"}) {
    Approve(Submit(body), "karl");
  }
  const std::string fourth = Submit("umbrella four");
  Reject(fourth, "ines");
  Undo(fourth, "karl");
  auto request = Asking();
  request.set_include_moderators(true);
  const auto stats = Get(request, "operator");
  ASSERT_EQ(stats.moderators_size(), 2);
  EXPECT_EQ(stats.moderators(0).principal_display_name(), "Karl");
  EXPECT_EQ(stats.moderators(0).volume().approved_count(), 3);
  EXPECT_EQ(stats.moderators(1).principal_display_name(), "Ines");
  EXPECT_EQ(stats.moderators(1).volume().rejected_count(), 0);
  EXPECT_EQ(stats.moderators(1).volume().undone_count(), 1);
  EXPECT_THAT(stats.moderators(0).principal(), testing::StartsWith("keys/"));

  for (const char* key : {"moderator", "section moderator"}) {
    const grpc::Status refused = Try(request, key);
    EXPECT_EQ(refused.error_code(), StatusCode::PERMISSION_DENIED) << key;
    EXPECT_THAT(refused.error_message(), HasSubstr("for operators"));
  }
  v1::SiteSettings off;
  off.set_moderator_stats(false);
  Set("moderator_stats", off);
  const grpc::Status refused = Try(request, "operator");
  EXPECT_EQ(refused.error_code(), StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(refused.error_message(), HasSubstr("moderator_stats"));
  EXPECT_EQ(Get(Asking(), "operator").total().approved_count(), 3);
}

TEST_F(Stats, HaveTheDaysOfTheSite) {
  v1::SiteSettings settings;
  settings.set_time_zone("Pacific/Auckland");
  Set("time_zone", settings);
  Submit("the sun shines");
  const auto stats = Get(Asking());
  EXPECT_EQ(stats.time_zone(), "Pacific/Auckland");
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("Pacific/Auckland", &zone));
  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), zone);
  const auto& last = stats.days(stats.days_size() - 1);
  EXPECT_EQ(last.submitted_count(), 1);
  EXPECT_EQ(last.start_time().seconds(),
            absl::ToUnixSeconds(absl::FromCivil(today, zone)));
  EXPECT_EQ(last.end_time().seconds(),
            absl::ToUnixSeconds(absl::FromCivil(today + 1, zone)));
}

TEST_F(Stats, KeepFiguresOfTheWholeSiteFromKeysOfSections) {
  Submit("the sun shines");
  const auto stats = Get(Asking(), "section moderator");
  EXPECT_FALSE(stats.has_total());
  EXPECT_EQ(stats.days_size(), 0);
}

TEST_F(Stats, RefuseTimesThatAreNone) {
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  struct Row {
    int64_t start;
    int64_t end;
    const char* said;
  };
  for (const Row& row : {
           Row{now, now - 1, "before end_time"},
           Row{now, now, "before end_time"},
           Row{now - 731 * 86400, now, "730 days"},
           Row{-62'135'596'801, now, "must be a time"},
           Row{now - 1, 253'402'300'800, "must be a time"},
           Row{std::numeric_limits<int64_t>::min(),
               std::numeric_limits<int64_t>::max(), "must be a time"},
       }) {
    auto request = Asking();
    request.mutable_start_time()->set_seconds(row.start);
    request.mutable_end_time()->set_seconds(row.end);
    const grpc::Status refused = Try(request, "moderator");
    EXPECT_EQ(refused.error_code(), StatusCode::INVALID_ARGUMENT) << row.start;
    EXPECT_THAT(refused.error_message(), HasSubstr(row.said));
  }
  auto request = Asking();
  request.mutable_start_time()->set_seconds(now - 730 * 86400);
  request.mutable_end_time()->set_seconds(now);
  EXPECT_EQ(Get(request).days_size(), 731);
  request.mutable_end_time()->set_nanos(-1);
  EXPECT_EQ(Try(request, "moderator").error_code(),
            StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace winnow
