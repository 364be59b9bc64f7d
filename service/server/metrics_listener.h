// Answers Prometheus' GET /metrics over plain HTTP, one request at a time.
//
// For loopback only. Owns one thread. Everything else is 404; a request over
// 4 KB or slower than two seconds is cut.

#ifndef WINNOW_SERVICE_SERVER_METRICS_LISTENER_H_
#define WINNOW_SERVICE_SERVER_METRICS_LISTENER_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "service/base/metrics.h"

namespace winnow {

class MetricsListener {
 public:
  // Input: `address` is HOST:PORT; port 0 takes any. `metrics` must outlive it.
  // Errors: Unavailable or InvalidArgument, naming the address.
  static absl::StatusOr<std::unique_ptr<MetricsListener>> Start(
      const std::string& address, Metrics& metrics);
  ~MetricsListener();

  int port() const { return port_; }

 private:
  MetricsListener(int listener, int stopper, int port, Metrics& metrics);
  void Run();
  void Serve(int connection);

  const int listener_;
  const int stopper_;  // an eventfd
  const int port_;
  Metrics& metrics_;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_METRICS_LISTENER_H_
