#include "clients/gateway/calls.h"

#include <string>

namespace winnow {
namespace {

// winnowd lets one peer fail 60 times a minute and says less after that; the
// gateway is one peer for everybody, so each network has its own, smaller
// share.
constexpr double kFailedKeysPerSecond = 1.0 / 6;
constexpr double kFailedKeysAtOnce = 10;
constexpr size_t kFailedNetworksMax = 10'000;
// A line a minute says it well enough.
constexpr double kToldPerSecond = 1.0 / 60;

bool IsKeyRefused(const absl::Status& status) {
  return absl::IsUnauthenticated(status);
}

}  // namespace

Calls::Calls(const GatewayLimits& limits, GatewayMetrics& metrics,
             GatewayLog& log)
    : in_flight_max_(limits.calls_in_flight_max),
      timeout_(limits.call_timeout),
      metrics_(metrics),
      log_(log),
      failed_keys_({.per_second = kFailedKeysPerSecond,
                    .burst = kFailedKeysAtOnce,
                    .buckets_max = kFailedNetworksMax}),
      told_({.per_second = kToldPerSecond, .burst = 1, .buckets_max = 1000}) {}

absl::Status Calls::Enter() {
  const int before = in_flight_.fetch_add(1);
  if (before < in_flight_max_) {
    metrics_.calls_in_flight().Increment();
    return absl::OkStatus();
  }
  in_flight_.fetch_sub(1);
  metrics_.CountRefusal("calls");
  return absl::UnavailableError("too many calls are under way");
}

void Calls::Leave(const Exchange& exchange, const char* path,
                  const absl::Status& status, absl::Duration duration) {
  in_flight_.fetch_sub(1);
  metrics_.calls_in_flight().Decrement();
  metrics_.CountCall(path, absl::StatusCodeToString(status.code()), duration);
  if (!IsKeyRefused(status)) return;
  const absl::Time now = absl::Now();
  if (exchange.HasKey()) {
    failed_keys_.Take(NetworkKey(exchange.reader), now);
  } else if (!told_.Take(exchange.site->id, now)) {
    log_.Warn("site_key_refused", {{"site", exchange.site->id},
                                   {"key_file", exchange.site->key_file}});
  }
}

std::optional<absl::Duration> Calls::FailedKeysWait(const IpAddress& reader,
                                                    absl::Time now) {
  return failed_keys_.Wait(NetworkKey(reader), now);
}

}  // namespace winnow
