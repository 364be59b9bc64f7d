#include "service/intake/submission_metrics.h"

#include <iterator>
#include <vector>

namespace winnow {
namespace {

constexpr const char* kStageNames[] = {"gather", "screen", "seal", "commit"};

// From ten microseconds, what sealing takes, to the second of a slow disk.
std::vector<double> StageBoundsSeconds() {
  return {0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025,
          0.005,   0.01,     0.025,   0.05,   0.1,     0.25,   1};
}

}  // namespace

SubmissionMetrics::SubmissionMetrics(Metrics& metrics)
    : replayed_(metrics.MakeCounter(
          "winnow_submissions_replayed_total",
          "Submissions whose request id had been seen before.")),
      faults_(metrics.MakeCounter(
          "winnow_screening_failures_total",
          "Comments held because some step of their screening failed.")),
      verdicts_(metrics, "winnow_verdicts_total",
                "Comments stored, by site, verdict and the rule that decided; "
                "beyond 2000 combinations all are \"(other)\".",
                {"site", "state", "rule"}, kVerdictSeriesMax) {
  for (size_t i = 0; i < std::size(kStageNames); ++i) {
    stages_[i] = &metrics.MakeHistogram(
        "winnow_submission_stage_seconds",
        "Time that a stage of a submission took.", StageBoundsSeconds(),
        {{"stage", kStageNames[i]}});
  }
  for (size_t i = 0; i < std::size(kStates); ++i) {
    by_state_[i] = &metrics.MakeCounter(
        "winnow_submissions_total", "Comments stored, by state.",
        {{"state", std::string(StateName(kStates[i]))}});
  }
  for (size_t code = 1; code < refused_.size(); ++code) {
    refused_[code] = &metrics.MakeCounter(
        "winnow_submissions_refused_total",
        "Submissions that were not stored, by status: invalid, limited or "
        "failed.",
        {{"code",
          absl::StatusCodeToString(static_cast<absl::StatusCode>(code))}});
  }
}

void SubmissionMetrics::CountStored(absl::string_view site, State state,
                                    const Verdict& verdict) {
  for (size_t i = 0; i < std::size(kStates); ++i) {
    if (kStates[i] == state) by_state_[i]->Increment();
  }
  verdicts_.Count({site, StateName(verdict.state), verdict.rule});
}

void SubmissionMetrics::CountRefused(absl::StatusCode code) {
  const auto number = static_cast<size_t>(code);
  if (number > 0 && number < refused_.size()) refused_[number]->Increment();
}

}  // namespace winnow
