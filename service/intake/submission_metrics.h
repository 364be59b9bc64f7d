// What is counted and measured of submissions.
//
// Threads: any.
#ifndef WINNOW_SERVICE_INTAKE_SUBMISSION_METRICS_H_
#define WINNOW_SERVICE_INTAKE_SUBMISSION_METRICS_H_

#include <array>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/capped_counters.h"
#include "service/base/metrics.h"
#include "service/comment/verdict.h"

namespace winnow {

// Combinations of site, state and rule that have a series of their own.
inline constexpr size_t kVerdictSeriesMax = 2000;

class SubmissionMetrics {
 public:
  // Parts of the way, each measured without the waits of the others.
  enum class Stage {
    kGather,  // from asking Redis for the circumstances to its answer
    kScreen,  // reading the text, and judging
    kSeal,    // pseudonyms, the sealed address and the record
    kCommit,  // from sending it to Redis' answer, the disk's included
  };

  explicit SubmissionMetrics(Metrics& metrics);

  void Took(Stage stage, absl::Duration duration) {
    stages_[static_cast<size_t>(stage)]->Observe(
        absl::ToDoubleSeconds(duration));
  }
  // `state`: as it was stored, which a blind sample's verdict does not say.
  void CountStored(absl::string_view site, State state, const Verdict& verdict);
  void CountReplayed() { replayed_.Increment(); }
  void CountRefused(absl::StatusCode code);
  void CountFault() { faults_.Increment(); }

 private:
  std::array<Histogram*, 4> stages_ = {};
  std::array<Counter*, 5> by_state_ = {};
  std::array<Counter*, 17> refused_ = {};  // by code
  Counter& replayed_;
  Counter& faults_;
  CappedCounters verdicts_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SUBMISSION_METRICS_H_
