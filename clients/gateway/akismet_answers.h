// What clients of Akismet's are told: one word in text/plain, and headers.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_AKISMET_ANSWERS_H_
#define WINNOW_CLIENTS_GATEWAY_AKISMET_ANSWERS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/gateway/http_message.h"
#include "clients/gateway/problem.h"

namespace winnow {

// Answers 200 with exactly this word or sentence.
HttpAnswer AkismetAnswer(absl::string_view word);

// Answers with what went wrong: 200 and `invalid` for a key or fields that the
// caller must change (401, 422), else the status, its code as the body, and
// Retry-After. X-akismet-debug-help says why; some clients take that header for
// an error, so that no other answer has it.
HttpAnswer AkismetProblem(const Problem& problem);

// The answer of usage-limit, in JSON: no limit, and what was used.
std::string AkismetUsageJson(int64_t usage, bool extended);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_AKISMET_ANSWERS_H_
