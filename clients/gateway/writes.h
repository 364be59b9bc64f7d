// What readers do: submit, edit, withdraw, appeal, report.
//
// A 2xx is sent only when winnowd has stored it. A request id makes it safe to
// send again: the header Idempotency-Key or the field request_id, which mean
// the same. Browsers' ids are kept apart from the site's own, so that a
// stranger cannot use one up.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_WRITES_H_
#define WINNOW_CLIENTS_GATEWAY_WRITES_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/gateway/calls.h"
#include "clients/gateway/exchange.h"
#include "clients/gateway/new_threads.h"
#include "clients/gateway/reads.h"

namespace winnow {

// Stands before the request ids of browsers.
inline constexpr char kBrowserIdPrefix[] = "b-";

// Puts together what header and body say, with the prefix for browsers. Empty
// where neither says anything.
// Errors: a problem if they differ, or if the header is no printable ASCII.
std::optional<Problem> MakeRequestId(const Exchange& exchange,
                                     std::string& request_id);

class Writes {
 public:
  // All must outlive this object, and it every call.
  Writes(const GatewayLimits& limits, Calls& calls, Reads& reads,
         GatewayMetrics& metrics);

  // Each answers the exchange, exactly once.
  void Submit(const ExchangePtr& exchange);
  void Edit(const ExchangePtr& exchange);
  void Withdraw(const ExchangePtr& exchange);
  void Appeal(const ExchangePtr& exchange);
  void Report(const ExchangePtr& exchange);

  // Is handed why a comment was not stored, or nothing and winnowd's answer.
  using Stored = std::function<void(const std::optional<Problem>&,
                                    const v1::SubmitCommentResponse&)>;

  // Submits a comment whose form was read: the form's age, request id, site,
  // and a browser's reader and thread are filled in and checked here.
  void Store(const ExchangePtr& exchange, v1::SubmitCommentRequest request,
             absl::string_view form_token, const Stored& stored);

 private:
  void Send(const ExchangePtr& exchange, v1::SubmitCommentRequest request,
            const Stored& stored);
  // Answers with a comment that may have changed on its page.
  void AnswerChanged(const ExchangePtr& exchange,
                     const absl::StatusOr<v1::Comment>& comment);

  Calls& calls_;
  Reads& reads_;
  GatewayMetrics& metrics_;
  NewThreads threads_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WRITES_H_
