#include "service/base/capped_counters.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "service/base/log.h"

namespace winnow {

CappedCounters::CappedCounters(Metrics& metrics, std::string name,
                               std::string help,
                               std::vector<std::string> labels,
                               size_t series_max)
    : metrics_(metrics),
      name_(std::move(name)),
      help_(std::move(help)),
      labels_(std::move(labels)),
      series_max_(series_max) {}

void CappedCounters::Count(absl::Span<const absl::string_view> values) {
  // No label's value has a zero byte: they are names.
  const std::string key = absl::StrJoin(values, absl::string_view("\0", 1));
  const std::lock_guard lock(mutex_);
  const auto at = series_.find(key);
  if (at != series_.end()) return at->second->Increment();
  if (series_.size() < series_max_) {
    Counter& made = Make(values);
    series_.emplace(key, &made);
    return made.Increment();
  }
  if (other_ == nullptr) {
    other_ = &Make(std::vector<absl::string_view>(labels_.size(), kOtherLabel));
    Log(Severity::kWarning, "metric_series_left_out",
        {{"metric", name_}, {"series", series_max_}});
  }
  other_->Increment();
}

Counter& CappedCounters::Make(absl::Span<const absl::string_view> values) {
  Metrics::Labels labels;
  for (size_t i = 0; i < labels_.size(); ++i) {
    labels[labels_[i]] = std::string(values[i]);
  }
  return metrics_.MakeCounter(name_, help_, labels);
}

}  // namespace winnow
