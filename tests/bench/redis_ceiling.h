// What Redis does at best with neither winnowd nor a function between: the
// ceiling that the import is compared with, and the floor under single calls.

#ifndef WINNOW_TESTS_BENCH_REDIS_CEILING_H_
#define WINNOW_TESTS_BENCH_REDIS_CEILING_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

// Writes what `comments` comments need, as many at once as one import has under
// way, and deletes them. Returns how many a second were written. Input: options
// with the password of a user who may write all keys.
absl::StatusOr<double> MeasureRedisCeiling(const ConnectionOptions& options,
                                           int comments);

// Single writes, each of which waits for the disk as every change does: made in
// between, they say what part of a call's time is Redis' and the disk's at that
// very time. Not shared between threads.
class BareWrites {
 public:
  // Input as above. Errors: those of connecting.
  static absl::StatusOr<std::unique_ptr<BareWrites>> Begin(
      const ConnectionOptions& options);
  // Deletes what was written.
  ~BareWrites();

  // Writes the fields of one comment and notes how long that took.
  absl::Status Write();

  // Waits until Redis rewrites no file: the process that does it takes half a
  // core, for ten seconds with a million comments, and an import leaves one
  // behind. Errors: a rewrite that takes more than five minutes.
  absl::Status WaitForRewrite();

  // What the writes since the last call took, in microseconds.
  std::vector<uint32_t> Take() { return std::exchange(took_us_, {}); }

 private:
  explicit BareWrites(const ConnectionOptions& options) : redis_(options) {}

  Cluster redis_;
  int written_ = 0;
  std::vector<uint32_t> took_us_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_REDIS_CEILING_H_
