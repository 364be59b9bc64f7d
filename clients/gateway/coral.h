// Coral's external moderation phase: Coral shows each new or edited comment,
// signed with a secret of the site, and is told whether to publish, to hold or
// to reject it. docs/coral.md has more.
//
//   POST /coral/v1/sites/{site}    X-Coral-Signature: sha256=…
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_CORAL_H_
#define WINNOW_CLIENTS_GATEWAY_CORAL_H_

#include "absl/time/time.h"
#include "clients/gateway/calls.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/token_buckets.h"

namespace winnow {

class Coral {
 public:
  // All must outlive this object, and it every call. `strangers` counts, for
  // each network, requests without a right signature.
  Coral(const GatewayLimits& limits, Calls& calls, TokenBuckets& strangers,
        GatewayMetrics& metrics)
      : timeout_(limits.coral_call_timeout),
        calls_(calls),
        strangers_(strangers),
        metrics_(metrics) {}

  // Answers the exchange, exactly once. After a right signature it is always
  // 204, or 200 with a status.
  void Moderate(const ExchangePtr& exchange);

 private:
  const absl::Duration timeout_;
  Calls& calls_;
  TokenBuckets& strangers_;
  GatewayMetrics& metrics_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CORAL_H_
