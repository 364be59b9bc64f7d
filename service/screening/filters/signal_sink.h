// Collects the signals of all filters for one comment. One signal a name: of
// two with equal names the stronger stays. Not shared between threads.

#ifndef WINNOW_SERVICE_SCREENING_FILTERS_SIGNAL_SINK_H_
#define WINNOW_SERVICE_SCREENING_FILTERS_SIGNAL_SINK_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "service/comment/signal.h"

namespace winnow {

class SignalSink {
 public:
  // Takes a signal; one of strength 0 is none. A strength outside 0–1 is
  // brought to the nearer end, one that is not a number becomes 1; spans beyond
  // kSpansMax are dropped.
  void Report(Signal signal);

  // Notes that a filter could not do its work; the comment will be held.
  void ReportFailure(absl::string_view filter);

  // Notes that nobody knows what is missing: an exception ended the filters'
  // work. Nothing is allocated, for memory may be what ran out.
  void ReportBreak() { is_broken_ = true; }

  // Notes what `other` has of failures, and of a break.
  void AddFailures(const SignalSink& other);

  const std::vector<Signal>& signals() const { return signals_; }

  // Names of the filters that failed, in order.
  const std::vector<std::string>& failures() const { return failures_; }

  bool is_broken() const { return is_broken_; }

 private:
  std::vector<Signal> signals_;
  std::vector<std::string> failures_;
  bool is_broken_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_FILTERS_SIGNAL_SINK_H_
