// What storing comments costs Redis at least: bare, pipelined writes of what
// one comment needs, with neither winnowd nor a function between. The ceiling
// that the import is compared with.

#ifndef WINNOW_TESTS_BENCH_REDIS_CEILING_H_
#define WINNOW_TESTS_BENCH_REDIS_CEILING_H_

#include "absl/status/statusor.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

// Writes `comments` comments, as many at once as one import has under way, and
// deletes them. Returns how many a second were written.
// Input: options with the password of a user who may write all keys.
absl::StatusOr<double> MeasureRedisCeiling(const ConnectionOptions& options,
                                           int comments);

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_REDIS_CEILING_H_
