#include "clients/gateway/calls.h"

#include <string>
#include <utility>

#include "clients/gateway/cached_answer.h"

namespace winnow {
namespace {

// winnowd lets one peer fail 60 times a minute and says less after that; the
// gateway is one peer for everybody, so each network has its own, smaller
// share.
constexpr double kFailedKeysPerSecond = 1.0 / 6;
constexpr double kFailedKeysAtOnce = 10;
constexpr size_t kFailedNetworksMax = 10'000;
// One that was revoked since costs one call.
constexpr size_t kGoodKeysMin = 1000;
constexpr absl::Duration kGoodKeysKept = absl::Hours(1);
// A line a minute says it well enough.
constexpr double kToldPerSecond = 1.0 / 60;

}  // namespace

Calls::Calls(const GatewayLimits& limits, GatewayMetrics& metrics,
             GatewayLog& log)
    : in_flight_max_(limits.calls_in_flight_max),
      timeout_(limits.call_timeout),
      metrics_(metrics),
      log_(log),
      good_keys_({.kept_min = kGoodKeysMin, .kept_for = kGoodKeysKept}),
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
  return HeldBackError();
}

void Calls::Leave(Exchange& exchange, const char* path,
                  const absl::Status& status, absl::Duration duration) {
  in_flight_.fetch_sub(1);
  metrics_.calls_in_flight().Decrement();
  metrics_.CountCall(path, absl::StatusCodeToString(status.code()), duration);
  const absl::Time now = absl::Now();
  if (exchange.HasKey()) return JudgeKey(exchange, status, now);
  if (absl::IsUnauthenticated(status) && !told_.Take(exchange.site->id, now)) {
    log_.Warn("site_key_refused", {{"site", exchange.site->id},
                                   {"key_file", exchange.site->key_file}});
  }
}

std::optional<absl::Duration> Calls::AdmitKey(Exchange& exchange,
                                              absl::Time now) {
  if (good_keys_.Has(TextHash(exchange.key), now)) return std::nullopt;
  const auto wait = failed_keys_.Take(NetworkKey(exchange.reader), now);
  exchange.key_on_trial = !wait;
  return wait;
}

void Calls::JudgeKey(Exchange& exchange, const absl::Status& status,
                     absl::Time now) {
  const std::string hash = TextHash(exchange.key);
  if (absl::IsUnauthenticated(status)) return good_keys_.Forget(hash);
  if (status.ok()) good_keys_.Add(hash, now);
  // When too many keys were wrong winnowd says this, and of a right one that it
  // came too often; that it is busy says nothing of the key.
  if (absl::IsResourceExhausted(status) && !IsServerBusy(status)) return;
  if (!std::exchange(exchange.key_on_trial, false)) return;
  failed_keys_.GiveBack(NetworkKey(exchange.reader));
}

}  // namespace winnow
