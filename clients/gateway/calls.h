// The way to winnowd for all requests: bounded, measured, under the right key.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_CALLS_H_
#define WINNOW_CLIENTS_GATEWAY_CALLS_H_

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/gateway_log.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/settings.h"
#include "clients/gateway/short_memory.h"
#include "clients/gateway/token_buckets.h"

namespace winnow {

class Calls {
 public:
  // All must outlive this object, and it every call.
  Calls(const GatewayLimits& limits, GatewayMetrics& metrics, GatewayLog& log);

  // Calls a method under the exchange's key, or the site's where the caller has
  // none, and has `done` run on the exchange's thread, exactly once. It may
  // take call_timeout, or `timeout` where that is less.
  // Errors: those of the method; HeldBackError() if too many calls are under
  // way.
  template <typename Request, typename Response>
  void Call(const ExchangePtr& exchange,
            const Method<Request, Response>& method, Request request,
            std::function<void(absl::StatusOr<Response>)> done,
            absl::Duration timeout = absl::InfiniteDuration()) {
    const absl::Status room = Enter();
    if (!room.ok()) {
      if (exchange->HasKey()) JudgeKey(*exchange, room, absl::Now());
      return done(room);
    }
    AsyncCall call;
    call.key = exchange->HasKey() ? exchange->key : exchange->site->key;
    call.traceparent = exchange->TraceParent();
    call.timeout = std::min(timeout_, timeout);
    const absl::Time start = absl::Now();
    exchange->winnowd->Call<Request, Response>(
        method, std::move(request), call,
        [this, exchange, path = method.path, start,
         done = std::move(done)](absl::StatusOr<Response> response) {
          Leave(*exchange, path, response.status(), absl::Now() - start);
          done(std::move(response));
        });
  }

  // Whether the caller's key may be shown to winnowd: how long to wait, or
  // nothing. One that winnowd has accepted lately may. Any other costs its
  // network a token, which comes back when winnowd has not refused it: else
  // whoever guesses keys through the gateway would use up what winnowd lets its
  // one peer guess.
  std::optional<absl::Duration> AdmitKey(Exchange& exchange, absl::Time now);

 private:
  absl::Status Enter();
  void Leave(Exchange& exchange, const char* path, const absl::Status& status,
             absl::Duration duration);
  void JudgeKey(Exchange& exchange, const absl::Status& status, absl::Time now);

  const int in_flight_max_;
  const absl::Duration timeout_;
  GatewayMetrics& metrics_;
  GatewayLog& log_;
  std::atomic<int> in_flight_ = 0;
  ShortMemory good_keys_;  // hashes of them
  TokenBuckets failed_keys_;
  TokenBuckets told_;  // of refused keys of ours, by site
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CALLS_H_
