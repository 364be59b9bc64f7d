// Counters of one name whose labels come from outside the program, as the sites
// and rules that operators make. Each combination of values is a series that is
// kept for ever, so only so many get one of their own; further ones share the
// series whose labels all say `(other)`, and the log says so once.
//
// Threads: any.
#ifndef WINNOW_SERVICE_BASE_CAPPED_COUNTERS_H_
#define WINNOW_SERVICE_BASE_CAPPED_COUNTERS_H_

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "service/base/metrics.h"

namespace winnow {

inline constexpr char kOtherLabel[] = "(other)";

class CappedCounters {
 public:
  // `metrics` must outlive this object.
  CappedCounters(Metrics& metrics, std::string name, std::string help,
                 std::vector<std::string> labels, size_t series_max);

  // Counts one of a combination of values, in the order of the labels.
  // Cost: a short lock and a look into a map.
  void Count(absl::Span<const absl::string_view> values);

 private:
  Counter& Make(absl::Span<const absl::string_view> values);

  Metrics& metrics_;
  const std::string name_;
  const std::string help_;
  const std::vector<std::string> labels_;
  const size_t series_max_;
  std::mutex mutex_;
  absl::flat_hash_map<std::string, Counter*> series_;  // Guarded by mutex_.
  Counter* other_ = nullptr;                           // Guarded by mutex_.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_CAPPED_COUNTERS_H_
