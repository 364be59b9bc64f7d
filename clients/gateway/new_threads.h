// Guards against threads that browsers make up. A reader's page names its
// thread; the first comment makes it. So a stranger could fill a site with
// threads, give them addresses elsewhere, or another title to one that exists.
//
//   - A thread that winnowd knows keeps what it is: a browser's address for it
//     is left out.
//   - A new one must have an address under one of the site's origins.
//   - New ones are limited, per network and per site. Only those count that
//     were made: with comments that winnowd refuses, a stranger would use up
//     what a site's readers have.
//   - A title, section or tags come with the site's key alone
//     (json_requests.h).
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_NEW_THREADS_H_
#define WINNOW_CLIENTS_GATEWAY_NEW_THREADS_H_

#include <functional>
#include <optional>

#include "clients/gateway/calls.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/short_memory.h"
#include "clients/gateway/token_buckets.h"
#include "winnow/v1/thread.pb.h"

namespace winnow {

class NewThreads {
 public:
  // Is handed why the comment may not go on, or nothing and the thread as it
  // may be sent.
  using Next = std::function<void(std::optional<Problem>, v1::Thread)>;

  NewThreads(const GatewayLimits& limits, Calls& calls,
             GatewayMetrics& metrics);

  // Looks at the thread of a browser's comment. Asks winnowd at most once.
  void Check(const ExchangePtr& exchange, v1::Thread thread, Next next);

  // To be called when winnowd has answered to a comment. A thread that was made
  // is remembered; for one that was not, the tokens come back.
  void End(Exchange& exchange, const std::string& thread_id, bool stored);

 private:
  std::optional<Problem> CheckNew(Exchange& exchange, const v1::Thread& thread);

  Calls& calls_;
  GatewayMetrics& metrics_;
  ShortMemory known_;
  TokenBuckets by_network_;
  TokenBuckets by_site_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_NEW_THREADS_H_
