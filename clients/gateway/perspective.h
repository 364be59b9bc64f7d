// Perspective's interface (commentanalyzer v1alpha1), for clients that exist:
// they get another address and a site's key, and go on.
//
//   POST /v1alpha1/comments:analyze?key=KEY        scores of a text
//   POST /v1alpha1/comments:suggestscore?key=KEY   what they should have been
//   GET  /$discovery/rest?version=v1alpha1         for Google's libraries
//
// The key is the caller's own, of the site whose model and adapter answer. No
// text is kept, whatever doNotStore says. docs/perspective.md has more.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_H_
#define WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_H_

#include <cstddef>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "clients/gateway/calls.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/token_buckets.h"

namespace winnow {

// Sentences that are scored by themselves for one request; where a text has
// more, some are taken together. Each is a call of winnowd, one after the
// other.
inline constexpr size_t kSpansMax = 50;

class Perspective {
 public:
  // All must outlive this object, and it every call. `strangers` counts, for
  // each network, requests without a key.
  Perspective(const GatewaySettings& settings, Calls& calls,
              TokenBuckets& strangers, GatewayMetrics& metrics)
      : settings_(settings),
        calls_(calls),
        strangers_(strangers),
        metrics_(metrics) {}

  // Each answers the exchange, exactly once.
  void Analyze(const ExchangePtr& exchange);
  void SuggestScore(const ExchangePtr& exchange);
  void Discover(const ExchangePtr& exchange);

 private:
  struct Analysis;

  // Finds the caller's key; returns why it goes no further.
  std::optional<Problem> FindKey(Exchange& exchange);
  // Asks for the scores of the next sentence, or answers.
  void GoOn(const std::shared_ptr<Analysis>& analysis);
  void Answer(const Analysis& analysis);

  const GatewaySettings& settings_;
  Calls& calls_;
  TokenBuckets& strangers_;
  GatewayMetrics& metrics_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_H_
