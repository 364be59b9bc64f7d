#include "clients/gateway/problem.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "clients/gateway/settings.h"

namespace winnow {
namespace {

// Where winnowd does not say how long to wait.
constexpr absl::Duration kUsualWait = absl::Seconds(2);
// Somebody has to mend the gateway first.
constexpr absl::Duration kMendingWait = absl::Seconds(30);

std::optional<absl::Duration> WaitFor(const absl::Status& status) {
  const auto asked = RetryDelay(status);
  return asked ? *asked : kUsualWait;
}

}  // namespace

absl::string_view StatusTitle(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Internal Server Error";
  }
}

Problem ProblemOfFault(RequestFault fault) {
  switch (fault) {
    case RequestFault::kNotHttp:
      return {.status = 400,
              .code = "bad_request",
              .detail = "the request is not valid HTTP/1.1"};
    case RequestFault::kHeaderTooLarge:
      return {.status = 431,
              .code = "header_too_large",
              .detail = absl::StrCat("the header may have at most ",
                                     kHeaderBytesMax, " bytes")};
    case RequestFault::kBodyTooLarge:
      return {.status = 413,
              .code = "too_large",
              .detail = absl::StrCat("the body may have at most ",
                                     kBodyBytesMax, " bytes")};
    case RequestFault::kBusy:
      return {.status = 503,
              .code = "busy",
              .detail = "too much is under way: send it again later",
              .retry_after = absl::Seconds(1)};
    case RequestFault::kNone:
      break;
  }
  return {};
}

Problem InvalidFieldsProblem(std::vector<BadField> errors) {
  return {.status = 422,
          .code = "invalid_fields",
          .detail = "fields of the request must change before it is sent again",
          .errors = std::move(errors)};
}

Problem ProblemFromStatus(const absl::Status& status, bool own_key) {
  // Under the gateway's key some sentences would be about that key, and are
  // none of a browser's business.
  const std::string said(status.message());
  // It is nobody's fault that comes just now.
  if (IsServerBusy(status)) {
    Problem busy = ProblemOfFault(RequestFault::kBusy);
    busy.retry_after = WaitFor(status);
    return busy;
  }
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange: {
      std::vector<BadField> errors = BadFields(status);
      if (!errors.empty()) return InvalidFieldsProblem(std::move(errors));
      return {.status = 422, .code = "invalid_request", .detail = said};
    }
    case absl::StatusCode::kUnauthenticated:
      if (!own_key) {
        return {.status = 401, .code = "unknown_key", .detail = said};
      }
      return {.status = 503,
              .code = "gateway_key_refused",
              .detail =
                  "the gateway is not set up for this site: its operator "
                  "finds the reason in its log",
              .retry_after = kMendingWait};
    case absl::StatusCode::kPermissionDenied:
      return {.status = 403,
              .code = "not_allowed",
              .detail = own_key ? "only the comment's author may do this, with "
                                  "its edit token, and only for a time"
                                : said};
    case absl::StatusCode::kNotFound:
      return {.status = 404, .code = "not_found", .detail = said};
    case absl::StatusCode::kFailedPrecondition:
      return {.status = 409, .code = "wrong_state", .detail = said};
    case absl::StatusCode::kAborted:
      return {.status = 409, .code = "stale_etag", .detail = said};
    case absl::StatusCode::kAlreadyExists:
      return {.status = 409, .code = "request_id_used", .detail = said};
    case absl::StatusCode::kResourceExhausted:
      return {.status = 429,
              .code = "too_many_requests",
              .detail = own_key ? "too much came lately: send the same request "
                                  "later"
                                : said,
              .retry_after = WaitFor(status)};
    case absl::StatusCode::kUnavailable:
      // gRPC's own message may name the address of winnowd.
      return {.status = 503,
              .code = "unavailable",
              .detail =
                  "comments cannot be reached at the moment: send the "
                  "same request, with the same request_id, a little "
                  "later",
              .retry_after = WaitFor(status)};
    case absl::StatusCode::kDeadlineExceeded:
      return {.status = 504,
              .code = "timeout",
              .detail =
                  "no answer came in time, and it may have been done: "
                  "send the same request, with the same request_id, "
                  "again",
              .retry_after = kUsualWait};
    case absl::StatusCode::kUnimplemented:
      return {.status = 501,
              .code = "not_implemented",
              .detail = "the server does not offer this yet"};
    default:
      return {.status = 500,
              .code = "internal",
              .detail = "the server has failed; its log says more"};
  }
}

HttpAnswer ProblemAnswer(const Problem& problem) {
  nlohmann::ordered_json json = {
      {"type", "about:blank"},
      {"title", std::string(StatusTitle(problem.status))},
      {"status", problem.status},
      {"code", problem.code},
      {"detail", problem.detail}};
  if (!problem.errors.empty()) {
    nlohmann::ordered_json errors = nlohmann::ordered_json::array();
    for (const BadField& bad : problem.errors) {
      errors.push_back({{"field", bad.field}, {"detail", bad.description}});
    }
    json["errors"] = std::move(errors);
  }
  // A message of winnowd's is UTF-8; should one not be, it is sent all the
  // same.
  HttpAnswer answer{
      .status = problem.status,
      .content_type = "application/problem+json",
      .body = std::make_shared<const std::string>(json.dump(
          -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)),
      .headers = {{"Cache-Control", "no-store"}}};
  if (problem.retry_after) {
    const absl::Duration whole =
        absl::Ceil(*problem.retry_after, absl::Seconds(1));
    answer.headers.emplace_back(
        "Retry-After",
        absl::StrCat(std::max<int64_t>(1, absl::ToInt64Seconds(whole))));
  }
  return answer;
}

}  // namespace winnow
