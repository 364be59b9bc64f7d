#include "service/intake/submission_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SubmissionMetricsTest : public testing::Test {
 protected:
  static Verdict VerdictOf(State state, const std::string& rule) {
    Verdict verdict;
    verdict.state = state;
    verdict.rule = rule;
    return verdict;
  }

  Metrics metrics_;
  SubmissionMetrics measured_{metrics_};
};

TEST_F(SubmissionMetricsTest, ShowsEveryStateCodeAndStageFromTheStart) {
  const std::string shown = metrics_.Expose();
  for (const State state : kStates) {
    EXPECT_THAT(shown, HasSubstr(absl::StrCat("\nwinnow_submissions_total{state"
                                              "=\"",
                                              StateName(state), "\"} 0\n")));
  }
  for (const char* code :
       {"INVALID_ARGUMENT", "RESOURCE_EXHAUSTED", "UNAVAILABLE", "INTERNAL"}) {
    EXPECT_THAT(shown,
                HasSubstr(absl::StrCat("\nwinnow_submissions_refused_total{"
                                       "code=\"",
                                       code, "\"} 0\n")));
  }
  // One that was stored was not refused.
  EXPECT_THAT(shown, Not(HasSubstr("code=\"OK\"")));
  for (const char* stage : {"gather", "screen", "seal", "commit"}) {
    EXPECT_THAT(shown, HasSubstr(absl::StrCat(
                           "\nwinnow_submission_stage_seconds_count{stage=\"",
                           stage, "\"} 0\n")));
  }
}

TEST_F(SubmissionMetricsTest, CountsWhatWasStoredAndWhatThePolicySaid) {
  // A blind sample: stored as held, whatever its verdict.
  measured_.CountStored("daily", State::kHeld,
                        VerdictOf(State::kApproved, "default"));
  measured_.CountStored("daily", State::kSpam,
                        VerdictOf(State::kSpam, "links"));
  measured_.CountStored("weekly", State::kSpam,
                        VerdictOf(State::kSpam, "links"));
  EXPECT_THAT(
      metrics_.Expose(),
      AllOf(HasSubstr("winnow_submissions_total{state=\"HELD\"} 1\n"),
            HasSubstr("winnow_submissions_total{state=\"APPROVED\"} 0\n"),
            HasSubstr("winnow_submissions_total{state=\"SPAM\"} 2\n"),
            HasSubstr("winnow_verdicts_total{rule=\"default\",site=\"daily\","
                      "state=\"APPROVED\"} 1\n"),
            HasSubstr("winnow_verdicts_total{rule=\"links\",site=\"daily\","
                      "state=\"SPAM\"} 1\n"),
            HasSubstr("winnow_verdicts_total{rule=\"links\",site=\"weekly\","
                      "state=\"SPAM\"} 1\n")));
}

TEST_F(SubmissionMetricsTest, CountsRefusalsByTheirCode) {
  measured_.CountRefused(absl::StatusCode::kResourceExhausted);
  measured_.CountRefused(absl::StatusCode::kResourceExhausted);
  measured_.CountRefused(absl::StatusCode::kInvalidArgument);
  // Neither of these is a refusal; neither may harm.
  measured_.CountRefused(absl::StatusCode::kOk);
  measured_.CountRefused(static_cast<absl::StatusCode>(99));
  EXPECT_THAT(metrics_.Expose(),
              AllOf(HasSubstr("refused_total{code=\"RESOURCE_EXHAUSTED\"} 2\n"),
                    HasSubstr("refused_total{code=\"INVALID_ARGUMENT\"} 1\n"),
                    HasSubstr("refused_total{code=\"INTERNAL\"} 0\n")));
}

TEST_F(SubmissionMetricsTest, CountsReplaysAndFaultsApart) {
  measured_.CountReplayed();
  measured_.CountFault();
  measured_.CountFault();
  EXPECT_THAT(metrics_.Expose(),
              AllOf(HasSubstr("\nwinnow_submissions_replayed_total 1\n"),
                    HasSubstr("\nwinnow_screening_failures_total 2\n")));
}

TEST_F(SubmissionMetricsTest, MeasuresEachStageByItself) {
  using Stage = SubmissionMetrics::Stage;
  measured_.Took(Stage::kGather, absl::Milliseconds(500));
  measured_.Took(Stage::kSeal, absl::Microseconds(5));
  measured_.Took(Stage::kCommit, absl::Seconds(2));
  measured_.Took(Stage::kCommit, absl::Milliseconds(500));
  const std::string shown = metrics_.Expose();
  const std::string name = "winnow_submission_stage_seconds_";
  for (const auto& [stage, count, sum] :
       {std::tuple("gather", 1, "0.5"), std::tuple("screen", 0, "0"),
        std::tuple("seal", 1, ""), std::tuple("commit", 2, "2.5")}) {
    const std::string labels = absl::StrCat("{stage=\"", stage, "\"} ");
    EXPECT_THAT(shown,
                HasSubstr(absl::StrCat(name, "count", labels, count, "\n")));
    EXPECT_THAT(shown, HasSubstr(absl::StrCat(name, "sum", labels, sum)));
  }
  // What sealing takes is in the first bucket, a slow disk in the last.
  EXPECT_THAT(shown,
              AllOf(HasSubstr(absl::StrCat(
                        name, "bucket{stage=\"seal\",le=\"1e-05\"} 1\n")),
                    HasSubstr(absl::StrCat(
                        name, "bucket{stage=\"commit\",le=\"1\"} 1\n")),
                    HasSubstr(absl::StrCat(
                        name, "bucket{stage=\"commit\",le=\"+Inf\"} 2\n"))));
}

}  // namespace
}  // namespace winnow
