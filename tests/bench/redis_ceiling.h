// What Redis does at best with neither winnowd nor a function between: the
// ceiling that the import is compared with, and the floor under single calls.

#ifndef WINNOW_TESTS_BENCH_REDIS_CEILING_H_
#define WINNOW_TESTS_BENCH_REDIS_CEILING_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

// Writes what `comments` comments need, as many at once as one import has under
// way, and deletes them. Returns how many a second were written. Input: options
// with the password of a user who may write all keys.
absl::StatusOr<double> MeasureRedisCeiling(const ConnectionOptions& options,
                                           int comments);

// What Redis alone takes on the same machine, in microseconds, one command
// after the other: the floor under every call that only reads, and under every
// call whose answer waits for the disk.
struct BareCommands {
  std::vector<uint32_t> pings;
  std::vector<uint32_t> writes;  // of the fields of one comment
};

// Sends each `rounds` times, in turn, and deletes what it wrote. Input as
// above.
absl::StatusOr<BareCommands> MeasureBareCommands(
    const ConnectionOptions& options, int rounds);

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_REDIS_CEILING_H_
