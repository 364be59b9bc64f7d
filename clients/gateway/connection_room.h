// What the connections of one thread share, and what those of all threads do.

#ifndef WINNOW_CLIENTS_GATEWAY_CONNECTION_ROOM_H_
#define WINNOW_CLIENTS_GATEWAY_CONNECTION_ROOM_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/http_message.h"
#include "clients/gateway/settings.h"

namespace winnow {

class EventConnection;
class HttpConnection;

// In so many parts the streams of a room get their beat.
inline constexpr size_t kBeats = 20;

// How long a client may take for each step.
struct HttpTimeouts {
  // From one answer to the next request. Longer than the minute after which
  // common proxies close a connection they keep: who closes first loses the
  // other's request.
  absl::Duration idle = absl::Seconds(75);
  // From a connection's begin, or a request's first byte, to its header's end.
  absl::Duration header = absl::Seconds(10);
  absl::Duration body = absl::Seconds(20);
  // For taking an answer.
  absl::Duration write = absl::Seconds(20);
  // Between two lines that keep an event stream open. Common proxies give a
  // silent one up after a minute.
  absl::Duration beat = absl::Seconds(20);
};

struct HttpLimits {
  HttpTimeouts timeouts;
  size_t header_bytes_max = kHeaderBytesMax;
  size_t body_bytes_max = kBodyBytesMax;
  int64_t body_bytes_in_flight_max = kBodyBytesInFlightMax;
  int64_t answer_bytes_in_flight_max = kAnswerBytesInFlightMax;
  int connections_max = 20000;
};

// One connection's share of the bytes that all may have together.
//
// Threads: one; the total is for all.
class ByteShare {
 public:
  ByteShare(std::atomic<int64_t>& total, int64_t total_max)
      : total_(total), total_max_(total_max) {}
  ByteShare(const ByteShare&) = delete;
  ByteShare& operator=(const ByteShare&) = delete;
  ~ByteShare() { Release(); }

  // Makes it so large; returns false, and changes nothing, if there is no room.
  bool GrowTo(int64_t bytes) {
    const int64_t more = bytes - bytes_;
    if (more > 0 && total_.fetch_add(more) + more > total_max_) {
      total_.fetch_sub(more);
      return false;
    }
    if (more > 0) bytes_ = bytes;
    return true;
  }
  void Release() {
    total_.fetch_sub(bytes_);
    bytes_ = 0;
  }

 private:
  std::atomic<int64_t>& total_;
  const int64_t total_max_;
  int64_t bytes_ = 0;
};

// Of all threads. Threads: any.
struct SharedRoom {
  HttpLimits limits;
  GatewayMetrics* metrics = nullptr;      // may be null
  std::atomic<int64_t> body_bytes = 0;    // of requests under way
  std::atomic<int64_t> answer_bytes = 0;  // that clients have yet to take
  std::atomic<int> connections = 0;
  std::atomic<int> streams = 0;  // those of them that are event streams
};

// Of one thread, and only its. Owns its connections.
struct ConnectionRoom {
  SharedRoom& shared;
  HttpHandler handler = nullptr;
  bool draining = false;
  absl::flat_hash_set<std::shared_ptr<HttpConnection>> open = {};
  // Those that have become event streams, spread over the beats.
  std::array<absl::flat_hash_set<std::shared_ptr<EventConnection>>, kBeats>
      streams = {};
  size_t next_seat = 0;
  size_t beat = 0;
  // Those that have something to send, in their order, and whether somebody is
  // at it.
  std::deque<std::weak_ptr<EventConnection>> to_write = {};
  bool is_writing = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CONNECTION_ROOM_H_
