#include "clients/gateway/gateway_metrics.h"

#include <prometheus/text_serializer.h>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

prometheus::Family<prometheus::Counter>& Counters(
    prometheus::Registry& registry, const std::string& name,
    const std::string& help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Histogram>& Histograms(
    prometheus::Registry& registry, const std::string& name,
    const std::string& help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

prometheus::Gauge& OneGauge(prometheus::Registry& registry,
                            const std::string& name, const std::string& help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(
      {});
}

// As winnowd's: 0.25 ms to 5 s.
prometheus::Histogram::BucketBoundaries Bounds() {
  return {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
          0.05,    0.1,    0.25,  0.5,    1,     2.5,  5};
}

}  // namespace

GatewayMetrics::GatewayMetrics()
    : requests_(Counters(registry_, "winnow_gateway_requests_total",
                         "requests answered")),
      request_seconds_(Histograms(registry_, "winnow_gateway_request_seconds",
                                  "from a request's last byte to its answer")),
      calls_(Counters(registry_, "winnow_gateway_calls_total",
                      "calls of winnowd that have ended")),
      call_seconds_(Histograms(registry_, "winnow_gateway_call_seconds",
                               "what a call of winnowd took")),
      lookups_(Counters(registry_, "winnow_gateway_lookups_total",
                        "lists and counts looked up in the cache")),
      refusals_(Counters(registry_, "winnow_gateway_refusals_total",
                         "requests that a limit of the gateway refused")),
      form_tokens_(Counters(registry_, "winnow_gateway_form_tokens_total",
                            "comments of browsers, by their form's token")),
      events_(Counters(registry_, "winnow_gateway_events_total",
                       "events sent to streams")),
      connections_(OneGauge(registry_, "winnow_gateway_connections",
                            "open connections")),
      streams_(OneGauge(registry_, "winnow_gateway_streams",
                        "connections that are event streams")),
      calls_in_flight_(OneGauge(registry_, "winnow_gateway_calls_in_flight",
                                "calls of winnowd under way")),
      log_lines_dropped_(OneGauge(registry_, "winnow_gateway_log_lines_dropped",
                                  "log lines that nobody read in time")),
      deliveries_(Counters(registry_, "winnow_gateway_webhook_deliveries_total",
                           "deliveries of webhooks that were tried")),
      delivery_seconds_(Histograms(registry_,
                                   "winnow_gateway_webhook_delivery_seconds",
                                   "what a delivery took")),
      webhooks_failing_(
          OneGauge(registry_, "winnow_gateway_webhooks_failing",
                   "webhooks whose last delivery or pull failed")),
      webhooks_(OneGauge(registry_, "winnow_gateway_webhooks",
                         "webhooks that the settings have")) {}

void GatewayMetrics::CountRequest(absl::string_view operation, int status,
                                  absl::Duration duration) {
  requests_
      .Add({{"operation", std::string(operation)},
            {"status", absl::StrCat(status)}})
      .Increment();
  request_seconds_.Add({{"operation", std::string(operation)}}, Bounds())
      .Observe(absl::ToDoubleSeconds(duration));
}

void GatewayMetrics::CountCall(absl::string_view path, absl::string_view code,
                               absl::Duration duration) {
  const std::string method(path.substr(path.rfind('/') + 1));
  calls_.Add({{"method", method}, {"code", std::string(code)}}).Increment();
  call_seconds_.Add({{"method", method}}, Bounds())
      .Observe(absl::ToDoubleSeconds(duration));
}

void GatewayMetrics::CountLookup(absl::string_view outcome) {
  lookups_.Add({{"outcome", std::string(outcome)}}).Increment();
}

void GatewayMetrics::CountRefusal(absl::string_view limit) {
  refusals_.Add({{"limit", std::string(limit)}}).Increment();
}

void GatewayMetrics::CountFormToken(absl::string_view outcome) {
  form_tokens_.Add({{"outcome", std::string(outcome)}}).Increment();
}

void GatewayMetrics::CountEvents(absl::string_view type, size_t streams) {
  events_.Add({{"type", std::string(type)}})
      .Increment(static_cast<double>(streams));
}

void GatewayMetrics::CountDelivery(absl::string_view outcome,
                                   absl::Duration duration) {
  deliveries_.Add({{"outcome", std::string(outcome)}}).Increment();
  delivery_seconds_.Add({}, Bounds()).Observe(absl::ToDoubleSeconds(duration));
}

std::string GatewayMetrics::Expose() const {
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace winnow
