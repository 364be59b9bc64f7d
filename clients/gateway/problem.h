// What went wrong with a request, as problem details (RFC 9457) in JSON.
//
//   {"type": "about:blank", "title": "Unprocessable Content", "status": 422,
//    "code": "invalid_fields", "detail": "…",
//    "errors": [{"field": "thread.url", "detail": "…"}]}
//
// Nothing in it quotes the request: reader text and addresses stay out of
// whatever logs the answer.
//
// Threads: plain values and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_PROBLEM_H_
#define WINNOW_CLIENTS_GATEWAY_PROBLEM_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cpp/call_error.h"
#include "clients/gateway/http_message.h"

namespace winnow {

struct Problem {
  int status = 500;
  // A stable word for programs: `invalid_fields`, `origin_not_allowed`, …
  std::string code = {};
  // One sentence for people that says what to do.
  std::string detail = {};
  // Every bad field, for 422.
  std::vector<BadField> errors = {};
  // Sent as Retry-After, in whole seconds.
  std::optional<absl::Duration> retry_after = {};
};

// Returns the problem that a failed call of winnowd is to the gateway's caller.
// `own_key`: the call went out under the gateway's key, so that a refused key
// is the gateway's fault and not the caller's.
// Input: a status that is not OK.
Problem ProblemFromStatus(const absl::Status& status, bool own_key);

// Returns the problem that a request is answered with for its fault.
// Input: not kNone.
Problem ProblemOfFault(RequestFault fault);

// A 422 with its fields, which must not be empty.
Problem InvalidFieldsProblem(std::vector<BadField> errors);

// Makes the answer: application/problem+json, Retry-After where there is one,
// never cached.
HttpAnswer ProblemAnswer(const Problem& problem);

// The words that HTTP has for a status, as `Not Found`.
absl::string_view StatusTitle(int status);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_PROBLEM_H_
