#include "clients/gateway/perspective_errors.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/gateway/object_reader.h"

namespace winnow {
namespace {

using nlohmann::ordered_json;

constexpr char kErrorType[] =
    "type.googleapis.com/google.commentanalyzer.v1alpha1.Error";

// The codes of problems that have an error type; with INVALID_REQUEST for a
// refusal that has none of its own.
constexpr struct {
  const char* code;
  const char* type;
} kErrorTypes[] = {
    {"comment_empty", "COMMENT_EMPTY"},
    {"comment_too_long", "COMMENT_TOO_LONG"},
    {"no_requested_attributes", "NO_REQUESTED_ATTRIBUTES"},
    {"language_detection_failed", "LANGUAGE_DETECTION_FAILED"},
    {"invalid_perspective_request", "INVALID_REQUEST"},
};

const char* StatusOf(const Problem& problem) {
  if (problem.code == "wrong_state") return "FAILED_PRECONDITION";
  switch (problem.status) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 409:
      return "ABORTED";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 500:
      return "INTERNAL";
    case 501:
      return "UNIMPLEMENTED";
    case 503:
      return "UNAVAILABLE";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return "INVALID_ARGUMENT";
  }
}

ordered_json DetailsOf(const Problem& problem) {
  ordered_json details = ordered_json::array();
  for (const auto& known : kErrorTypes) {
    if (problem.code != known.code) continue;
    details.push_back({{"@type", kErrorType}, {"errorType", known.type}});
  }
  // What tells Google's client libraries to ask for another key.
  if (problem.code == "api_key_invalid") {
    details.push_back(
        {{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
         {"reason", "API_KEY_INVALID"},
         {"domain", "googleapis.com"},
         {"metadata", {{"service", "commentanalyzer.googleapis.com"}}}});
  }
  return details;
}

// Puts Google's body into an answer that has all headers of the problem.
HttpAnswer AnswerWith(const Problem& problem, ordered_json details) {
  ordered_json error = {{"code", problem.status},
                        {"message", problem.detail},
                        {"status", StatusOf(problem)}};
  if (!details.empty()) error["details"] = std::move(details);
  const ordered_json json = {{"error", std::move(error)}};
  HttpAnswer answer = ProblemAnswer(problem);
  answer.content_type = "application/json; charset=UTF-8";
  answer.body = std::make_shared<const std::string>(
      json.dump(2, ' ', false, ordered_json::error_handler_t::replace));
  return answer;
}

}  // namespace

Problem CommentEmpty() {
  return {.status = 400,
          .code = "comment_empty",
          .detail = "Comment must be non-empty."};
}

Problem CommentTooLong() {
  return {.status = 400,
          .code = "comment_too_long",
          .detail = "Comment text too long."};
}

Problem NoRequestedAttributes() {
  return {.status = 400,
          .code = "no_requested_attributes",
          .detail = "Missing requested_attributes"};
}

Problem InvalidPerspectiveRequest(std::string message) {
  return {.status = 400,
          .code = "invalid_perspective_request",
          .detail = std::move(message)};
}

Problem NoApiKey() {
  return {.status = 403,
          .code = "no_api_key",
          .detail =
              "Method doesn't allow unregistered callers (callers without "
              "established identity). Please use API Key or other form of API "
              "consumer identity to call this API."};
}

Problem TooManyPerspectiveRequests(absl::Duration wait) {
  return {.status = 429,
          .code = "too_many_requests",
          .detail =
              "Too many requests came from this network lately. Please send "
              "the same request later.",
          .retry_after = wait};
}

Problem PerspectiveFieldProblem(const std::vector<BadField>& errors) {
  const BadField& bad = errors.front();
  Problem problem{.status = 400, .code = "invalid_fields"};
  if (bad.description == kUnknownField) {
    problem.detail = absl::StrCat(
        "Invalid JSON payload received. Unknown "
        "name \"",
        bad.field, "\": Cannot find field.");
  } else {
    problem.detail =
        absl::StrCat("Invalid value at '", bad.field, "': ", bad.description);
  }
  return problem;
}

Problem PerspectiveProblemOf(const absl::Status& status) {
  if (absl::IsUnauthenticated(status)) {
    return {.status = 400,
            .code = "api_key_invalid",
            .detail = "API key not valid. Please pass a valid API key."};
  }
  const std::vector<BadField> errors = BadFields(status);
  if (!errors.empty()) {
    const BadField& bad = errors.front();
    if (bad.field == "text") {
      // winnowd's words for white space, and for a site's smaller limit.
      if (bad.description == "is required") return CommentEmpty();
      if (absl::StartsWith(bad.description, "must have at most")) {
        return CommentTooLong();
      }
    }
    if (bad.field == "site") {
      return {.status = 403,
              .code = "key_of_all_sites",
              .detail =
                  "This API key is for all sites. Please pass a key of the "
                  "site whose policy and limits are meant."};
    }
    return PerspectiveFieldProblem(errors);
  }
  Problem problem = ProblemFromStatus(status, /*own_key=*/false);
  // Their usual words are about comments that are submitted.
  if (problem.code == "unavailable" || problem.code == "timeout") {
    problem.detail =
        "The server could not answer in time. Please send the same request a "
        "little later.";
  }
  // Google's number for a failed precondition, and for what winnowd does not
  // accept.
  if (problem.code == "wrong_state" || problem.status == 422) {
    problem.status = 400;
  }
  return problem;
}

HttpAnswer PerspectiveAnswer(const Problem& problem) {
  return AnswerWith(problem, DetailsOf(problem));
}

HttpAnswer LanguageNotSupported(absl::string_view attribute,
                                const std::vector<std::string>& languages) {
  const Problem problem{
      .status = 400,
      .code = kLanguageNotSupported,
      .detail = absl::StrCat("Attribute ", attribute,
                             " does not support request languages: ",
                             absl::StrJoin(languages, ","))};
  return AnswerWith(problem,
                    ordered_json::array(
                        {{{"@type", kErrorType},
                          {"errorType", "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"},
                          {"languageNotSupportedByAttributeError",
                           {{"detectedLanguages", languages},
                            {"attribute", std::string(attribute)}}}}}));
}

}  // namespace winnow
