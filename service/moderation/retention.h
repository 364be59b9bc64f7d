// Takes away of one site what it has kept for long enough: walks the indexes of
// its comments, a hundred at a time, and has the store do what is due.
//
// Thread-safe. Blocks: belongs on a thread of its own.
#ifndef WINNOW_SERVICE_MODERATION_RETENTION_H_
#define WINNOW_SERVICE_MODERATION_RETENTION_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/retention_store.h"

namespace winnow {

// Comments that one call changes at most: readers' comments wait for it.
inline constexpr size_t kSweptTogether = 25;

// What whoever has a site swept decides and learns meanwhile.
struct SweepRun {
  absl::Time began;  // names the run
  RetentionClocks clocks;
  int pages_repeated = 20;  // at most, by who goes on after a crash
  // Called before each call of the store; false ends the sweep where it is.
  absl::FunctionRef<bool()> go_on;
  absl::FunctionRef<void(const SweptCounts&)> count;
};

// Sweeps a site from where this run stopped in it; answers whether it came to
// the end. Whoever goes on after a crash repeats some pages, which is safe.
// Errors: those of the store.
// Cost: a read for 100 comments, and a call for each 25 of those that something
// is due of.
absl::StatusOr<bool> SweepSite(RetentionStore& store, const std::string& site,
                               const SweepRun& run);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_RETENTION_H_
