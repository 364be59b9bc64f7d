// What the gateway counts, in Prometheus' model. README.md beside this file has
// the table.
//
// Labels are constants of the program: an operation, a method, a status. No
// site, thread or reader has a series.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_GATEWAY_METRICS_H_
#define WINNOW_CLIENTS_GATEWAY_GATEWAY_METRICS_H_

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

class GatewayMetrics {
 public:
  GatewayMetrics();

  // A request was answered.
  void CountRequest(absl::string_view operation, int status,
                    absl::Duration duration);
  // A call of winnowd has ended; `path` as in Method.
  void CountCall(absl::string_view path, absl::string_view code,
                 absl::Duration duration);
  // A list or count was asked for: `hit`, `joined` or `miss`.
  void CountLookup(absl::string_view outcome);
  // Something was refused before winnowd was asked: `network_reads`,
  // `network_writes`, `new_threads`, `calls`, `bodies`, `answers`,
  // `connections`, `failed_keys`, `network_streams`, `stream_bytes`.
  void CountRefusal(absl::string_view limit);

  // A browser's form came with a token, or without: `good`, `missing`, `bad`
  // or `old`.
  void CountFormToken(absl::string_view outcome);
  // Something was sent to so many open streams: `comment`, `retract`, `reload`.
  void CountEvents(absl::string_view type, size_t streams);
  // A webhook's delivery was tried; `outcome` as in WebhookResult.
  void CountDelivery(absl::string_view outcome, absl::Duration duration);

  prometheus::Gauge& connections() { return connections_; }
  prometheus::Gauge& streams() { return streams_; }
  prometheus::Gauge& calls_in_flight() { return calls_in_flight_; }
  prometheus::Gauge& log_lines_dropped() { return log_lines_dropped_; }

  // Webhooks whose last delivery failed, and all of them.
  prometheus::Gauge& webhooks_failing() { return webhooks_failing_; }
  prometheus::Gauge& webhooks() { return webhooks_; }

  // Every series in Prometheus' text format, version 0.0.4.
  std::string Expose() const;

 private:
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& request_seconds_;
  prometheus::Family<prometheus::Counter>& calls_;
  prometheus::Family<prometheus::Histogram>& call_seconds_;
  prometheus::Family<prometheus::Counter>& lookups_;
  prometheus::Family<prometheus::Counter>& refusals_;
  prometheus::Family<prometheus::Counter>& form_tokens_;
  prometheus::Family<prometheus::Counter>& events_;
  prometheus::Gauge& connections_;
  prometheus::Gauge& streams_;
  prometheus::Gauge& calls_in_flight_;
  prometheus::Gauge& log_lines_dropped_;
  prometheus::Family<prometheus::Counter>& deliveries_;
  prometheus::Family<prometheus::Histogram>& delivery_seconds_;
  prometheus::Gauge& webhooks_failing_;
  prometheus::Gauge& webhooks_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_GATEWAY_METRICS_H_
