// Errors as Perspective's clients know them: Google's JSON, with the messages
// and error types that programs compare.
//
//   {"error": {"code": 400, "message": "Comment must be non-empty.",
//              "status": "INVALID_ARGUMENT", "details": [{"@type": "…Error",
//              "errorType": "COMMENT_EMPTY"}]}}
//
// Like all problems they quote no reader: at most the name of an attribute or
// field, and a language.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_ERRORS_H_
#define WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_ERRORS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/gateway/problem.h"

namespace winnow {

Problem CommentEmpty();
Problem CommentTooLong();
Problem NoRequestedAttributes();
// A refusal without an error type of its own.
Problem InvalidPerspectiveRequest(std::string message);
Problem NoApiKey();
Problem TooManyPerspectiveRequests(absl::Duration wait);

// Says what the first of several bad fields is. Input: at least one.
Problem PerspectiveFieldProblem(const std::vector<BadField>& errors);

// Returns the problem that a failed call of AnalysisService is.
// Input: a status that is not OK.
Problem PerspectiveProblemOf(const absl::Status& status);

// Makes the answer for any problem, also those of other parts of the gateway.
HttpAnswer PerspectiveAnswer(const Problem& problem);

// The code of a problem that names languages; it has an answer of its own,
// where Perspective says more than a problem can.
inline constexpr char kLanguageNotSupported[] = "language_not_supported";
HttpAnswer LanguageNotSupported(absl::string_view attribute,
                                const std::vector<std::string>& languages);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_ERRORS_H_
