// The JSON API: from a request to the step that answers it. README.md has what
// it looks like from outside, openapi.json every detail.
//
// Order of the questions: is there such a path; is the network within its
// limits; who is calling, and from which page; is the body of the right kind.
// Nothing is asked of winnowd before all are answered.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_API_H_
#define WINNOW_CLIENTS_GATEWAY_API_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/gateway/akismet.h"
#include "clients/gateway/calls.h"
#include "clients/gateway/coral.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/form_post.h"
#include "clients/gateway/live_events.h"
#include "clients/gateway/perspective.h"
#include "clients/gateway/reads.h"
#include "clients/gateway/token_buckets.h"
#include "clients/gateway/writes.h"

namespace winnow {

class Api {
 public:
  // All must outlive this object, and it every exchange and every answer's
  // stream. `winnowd` is what live events come from.
  Api(const GatewaySettings& settings, GatewayMetrics& metrics, GatewayLog& log,
      const ClientOptions& winnowd, const LiveEvents::Pace& pace = {});

  // Answers a request, now or later, exactly once. `winnowd` is the client of
  // the request's thread.
  void Handle(HttpRequest request, AsyncClient& winnowd, AnswerSink sink);

 private:
  // Fills in what the request is about; returns why it goes no further.
  std::optional<Problem> Find(Exchange& exchange,
                              std::vector<absl::string_view>& allowed);
  std::optional<Problem> CheckLimits(Exchange& exchange);
  std::optional<Problem> CheckCaller(Exchange& exchange);
  void Run(const ExchangePtr& exchange);
  void AnswerFormToken(const Exchange& exchange);
  void OpenStream(const Exchange& exchange);
  // Adds what every answer has, counts it, writes its line and sends it.
  void End(const Exchange& exchange, HttpAnswer answer, const std::string& code,
           const AnswerSink& sink);

  const GatewaySettings& settings_;
  GatewayMetrics& metrics_;
  GatewayLog& log_;
  TokenBuckets reads_of_networks_;
  TokenBuckets writes_of_networks_;
  Calls calls_;
  Reads reads_;
  Writes writes_;
  FormPosts forms_;
  LiveEvents live_;
  Perspective perspective_;
  Coral coral_;
  Akismet akismet_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_API_H_
