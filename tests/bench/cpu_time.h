// CPU time that other processes have used.

#ifndef WINNOW_TESTS_BENCH_CPU_TIME_H_
#define WINNOW_TESTS_BENCH_CPU_TIME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// A process by the name it has in the results.
struct WatchedProcess {
  std::string name;
  int pid = 0;
};

// Reads `NAME:PID,NAME:PID`. Errors: InvalidArgument.
absl::StatusOr<std::vector<WatchedProcess>> ParseWatched(
    absl::string_view text);

// Returns user and system time of all threads of a process since its start,
// from /proc/PID/stat: true to 10 ms. Errors: NotFound.
absl::StatusOr<absl::Duration> CpuTimeOf(int pid);

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_CPU_TIME_H_
