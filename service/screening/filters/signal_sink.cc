#include "service/screening/filters/signal_sink.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace winnow {

void SignalSink::Report(Signal signal) {
  // A filter that divided by nothing must not make its evidence vanish.
  signal.strength =
      std::isnan(signal.strength) ? 1 : std::clamp(signal.strength, 0.0, 1.0);
  if (signal.strength == 0) return;
  if (signal.spans.size() > kSpansMax) signal.spans.resize(kSpansMax);
  for (Signal& known : signals_) {
    if (known.name != signal.name) continue;
    if (known.strength < signal.strength) known = std::move(signal);
    return;
  }
  signals_.push_back(std::move(signal));
}

void SignalSink::ReportFailure(absl::string_view filter) {
  failures_.emplace_back(filter);
}

void SignalSink::AddFailures(const SignalSink& other) {
  failures_.insert(failures_.end(), other.failures_.begin(),
                   other.failures_.end());
  is_broken_ = is_broken_ || other.is_broken_;
}

}  // namespace winnow
