// What pages read: lists, counts, and what became of one's own comment.
//
// Lists and counts that browsers ask for are kept for a moment, see
// AnswerCache. What a comment of this gateway's changes is forgotten at once,
// so that its author sees it; what moderators change shows when the moment is
// over.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_READS_H_
#define WINNOW_CLIENTS_GATEWAY_READS_H_

#include <functional>
#include <string>

#include "clients/gateway/answer_cache.h"
#include "clients/gateway/calls.h"
#include "clients/gateway/exchange.h"

namespace winnow {

class Reads {
 public:
  // All must outlive this object, and it every call.
  Reads(const GatewayLimits& limits, Calls& calls, GatewayMetrics& metrics);

  // Each answers the exchange, exactly once.
  void List(const ExchangePtr& exchange);
  void Count(const ExchangePtr& exchange);
  void GetStatus(const ExchangePtr& exchange);

  // Has the lists of a thread be read anew.
  void Forget(const GatewaySite& site, const std::string& thread_id);

 private:
  // Asks winnowd; hands on the body.
  using Fetched = std::function<void(absl::StatusOr<CachedAnswer>)>;
  using Fetch = std::function<void(Fetched)>;

  // Answers from the cache, or has `fetch` fill it.
  void AnswerCached(const ExchangePtr& exchange, const AnswerCache::Key& key,
                    absl::Duration fresh_for, const Fetch& fetch);

  const absl::Duration cache_time_;
  Calls& calls_;
  GatewayMetrics& metrics_;
  AnswerCache cache_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_READS_H_
