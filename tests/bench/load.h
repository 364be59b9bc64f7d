// A load of SubmitComment calls, and what it measured.
//
// Closed loop: so many calls are always under way, each followed at once by the
// next. Shows what the server can do. Open loop: calls start at their times
// whether or not others have been answered, and a call's latency runs from the
// time it was due, so that a server that stalls is charged for all that waited
// (no coordinated omission). Shows what readers feel.

#ifndef WINNOW_TESTS_BENCH_LOAD_H_
#define WINNOW_TESTS_BENCH_LOAD_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/submission_maker.h"

namespace winnow {

struct LoadOptions {
  // `HOST:PORT` or `unix:PATH`, plain.
  std::string address;
  int connections = 4;
  SubmissionShape shape;
  // A key for each of the shape's sites; none at all for a server without.
  std::vector<std::string> keys;

  // Calls a second in the open loop; 0 chooses the closed one.
  double rate = 0;
  // Calls under way in the closed loop.
  int in_flight = 64;

  // Each connection keeps calls back as our client library does while the
  // server refuses most of them; these end as HELD_BACK.
  bool throttled = false;

  // What a call may take from the time it is due; on the wire it has what is
  // left of that.
  absl::Duration deadline = absl::Seconds(20);

  // Ends after `calls`, all of them measured, or when 0 after `warm_up` and
  // `measured`.
  uint64_t calls = 0;
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration measured = absl::Seconds(5);
  // Ends it earlier, once it is true; may be null.
  const std::atomic<bool>* stop = nullptr;

  std::vector<WatchedProcess> watched;
};

struct LoadResult {
  // Calls measured and the time in which they were answered, or due.
  uint64_t calls = 0;
  absl::Duration time;
  // Of each call measured, sorted, in microseconds.
  std::vector<uint32_t> latencies_us;
  // Of those that were answered OK within the deadline: the goodput.
  std::vector<uint32_t> good_latencies_us;
  // Of all calls, warm-up included.
  std::map<std::string, uint64_t> states;
  std::map<std::string, uint64_t> statuses;
  // What the watched used while the calls were measured.
  std::map<std::string, absl::Duration> cpu;
};

// Runs the load and waits for the last answer.
// Errors: Unavailable (no server), ResourceExhausted (open loop: the server
// falls behind for good), NotFound (a watched process is gone).
absl::StatusOr<LoadResult> RunLoad(const LoadOptions& options);

// Returns the result as one line of JSON: latencies in milliseconds, CPU in
// microseconds a call.
std::string ToJson(const LoadResult& result);

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_LOAD_H_
