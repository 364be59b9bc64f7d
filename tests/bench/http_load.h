// A load of HTTP requests over connections that stay open, and what it
// measured. The loops, and what a latency is, are those of load.h.

#ifndef WINNOW_TESTS_BENCH_HTTP_LOAD_H_
#define WINNOW_TESTS_BENCH_HTTP_LOAD_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/cpu_time.h"

namespace winnow {

struct HttpLoadRequest {
  std::string method = "GET";
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

struct HttpLoadOptions {
  int port = 0;  // of 127.0.0.1
  // Each carries one request at a time.
  int connections = 64;
  // Requests a second in the open loop; 0 chooses the closed one, where every
  // connection is always busy.
  double rate = 0;
  // Ends after `calls`, all of them measured, or when 0 after both times.
  uint64_t calls = 0;
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration measured = absl::Seconds(5);
  // Makes request `number`. Cost: microseconds, or the load measures itself.
  std::function<HttpLoadRequest(uint64_t number)> make;
  std::vector<WatchedProcess> watched;
};

struct HttpLoadResult {
  // Of each call measured, sorted, in microseconds.
  std::vector<uint32_t> latencies_us;
  absl::Duration time;
  // Of all calls, warm-up included; and the last body and ETag.
  std::map<int, uint64_t> statuses;
  std::string body;
  std::string etag;
  // What the watched used while the calls were measured.
  std::map<std::string, absl::Duration> cpu;
};

// Runs the load on this thread and waits for the last answer.
// Errors: Unavailable (no server, or it closed a connection), ResourceExhausted
// (open loop: the server falls behind for good), NotFound (a watched process is
// gone).
absl::StatusOr<HttpLoadResult> RunHttpLoad(const HttpLoadOptions& options);

// Returns the result as one line of JSON: latencies in milliseconds, CPU in
// microseconds a call.
std::string ToJson(const HttpLoadResult& result);

}  // namespace winnow

#endif  // WINNOW_TESTS_BENCH_HTTP_LOAD_H_
