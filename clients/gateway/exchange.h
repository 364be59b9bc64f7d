// One request under way: what is known of it, and where its answer goes. Shared
// by the steps that it takes; the last of them answers.
//
// Threads: one at a time; Answer() and Fail() from any.

#ifndef WINNOW_CLIENTS_GATEWAY_EXCHANGE_H_
#define WINNOW_CLIENTS_GATEWAY_EXCHANGE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cpp/async_client.h"
#include "clients/gateway/http_message.h"
#include "clients/gateway/problem.h"
#include "clients/gateway/request_target.h"
#include "clients/gateway/routes.h"
#include "clients/gateway/settings.h"

namespace winnow {

struct Exchange {
  HttpRequest request;
  std::string id;  // NewExchangeId(); in the answer and both programs' logs
  absl::Time start;
  AsyncClient* winnowd = nullptr;

  // What was found out.
  RequestTarget target;
  const Route* route = nullptr;
  std::string comment;  // a comment's bare id, where the path has one
  const GatewaySite* site = nullptr;
  IpAddress reader;
  // The caller's own API key; empty for browsers.
  std::string key;
  std::string key_id;  // its id, where that was asked for
  // A key that may be wrong: a token is at stake (calls.h).
  bool key_on_trial = false;
  // The comment makes its thread: tokens are at stake (new_threads.h).
  bool makes_thread = false;

  // Takes the answer, with the code of a problem. Set once, called once.
  std::function<void(const Exchange&, HttpAnswer, const std::string& code)> end;

  bool HasKey() const { return !key.empty(); }
  bool IsForeign() const { return route != nullptr && route->foreign; }

  // `sites/SITE/comments/ID`.
  std::string CommentName() const;
  // What was sent as edit token and user agent, fit for a message.
  std::string EditToken() const;
  std::string UserAgent() const;
  // The trace that calls of winnowd belong to (W3C Trace Context): the caller's
  // own, else one named as the exchange. Strangers are no part of anybody's.
  std::string TraceParent() const;

  void Answer(HttpAnswer answer) const { end(*this, std::move(answer), ""); }
  // Answers with a problem, in the format of the route.
  void Fail(const Problem& problem) const {
    const auto render = route == nullptr ? ProblemAnswer : route->render;
    end(*this, render(problem), problem.code);
  }
  // Answers with JSON that nobody may keep.
  void AnswerJson(int status, std::string json) const;
};

using ExchangePtr = std::shared_ptr<Exchange>;

// Returns the first bytes of a header, with a question mark for everything but
// printable ASCII: headers are bytes, messages hold UTF-8.
std::string PrintableAscii(absl::string_view text, size_t bytes_max);

// Returns the key in `Bearer KEY`; empty for anything else.
absl::string_view BearerKey(absl::string_view authorization);

// Makes 32 random hexadecimal digits, of which the first 16 are not all zero.
std::string NewExchangeId();

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_EXCHANGE_H_
