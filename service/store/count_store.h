// The seam to the counts by day. They are written with what they count
// (comment_store.h); here they are read.
//
// Blocks its caller. Any thread may use it. Errors: those of CommentStore.
#ifndef WINNOW_SERVICE_STORE_COUNT_STORE_H_
#define WINNOW_SERVICE_STORE_COUNT_STORE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace winnow {

// What was counted on one day, by field: comment/day_count.h.
struct CountedDay {
  std::map<std::string, int64_t> verdicts;
  std::map<std::string, int64_t> people;
};

class CountStore {
 public:
  virtual ~CountStore() = default;

  // The counts of `days` days from day `first` (days since 1970) on, in order.
  // Cost: a call for each 31 days.
  virtual absl::StatusOr<std::vector<CountedDay>> Read(const std::string& site,
                                                       int64_t first,
                                                       int days) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_COUNT_STORE_H_
