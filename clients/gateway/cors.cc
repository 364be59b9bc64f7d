#include "clients/gateway/cors.h"

#include "absl/strings/str_join.h"
#include "clients/gateway/web_origin.h"

namespace winnow {
namespace {

constexpr char kAllowedHeaders[] =
    "Content-Type, Idempotency-Key, Winnow-Edit-Token";
constexpr char kExposedHeaders[] = "ETag, Retry-After, X-Request-Id";
// Chrome keeps no preflight for longer than two hours, and a changed list of
// origins should work sooner.
constexpr char kMaxAgeSeconds[] = "600";

bool IsAllowedOrigin(const Exchange& exchange) {
  return exchange.site != nullptr &&
         IsOneOf(exchange.request.headers.origin, exchange.site->origins);
}

}  // namespace

std::optional<Problem> CheckOrigin(const Exchange& exchange) {
  if (exchange.HasKey()) return std::nullopt;
  if (exchange.request.headers.origin.empty()) {
    if (!exchange.route->writes) return std::nullopt;
    return Problem{.status = 403,
                   .code = "origin_required",
                   .detail =
                       "a request that changes something needs the header "
                       "Origin of a page of the site, or an API key"};
  }
  if (IsAllowedOrigin(exchange)) return std::nullopt;
  return Problem{.status = 403,
                 .code = "origin_not_allowed",
                 .detail =
                     "the page's origin is not one of the site's: its "
                     "operator adds it to the gateway's settings"};
}

HttpAnswer PreflightAnswer(const Exchange& exchange,
                           const std::vector<absl::string_view>& allowed) {
  HttpAnswer answer{.status = 204, .content_type = "", .body = nullptr};
  answer.headers.emplace_back("Allow", absl::StrJoin(allowed, ", "));
  if (!IsAllowedOrigin(exchange)) return answer;
  answer.headers.emplace_back("Access-Control-Allow-Methods",
                              absl::StrJoin(allowed, ", "));
  answer.headers.emplace_back("Access-Control-Allow-Headers", kAllowedHeaders);
  answer.headers.emplace_back("Access-Control-Max-Age", kMaxAgeSeconds);
  return answer;
}

void AddCorsHeaders(const Exchange& exchange, HttpAnswer& answer) {
  if (exchange.site == nullptr) return;
  answer.headers.emplace_back("Vary", "Origin");
  if (exchange.HasKey() || !IsAllowedOrigin(exchange)) return;
  // The browser's own text: it is what IsAllowedOrigin() has accepted, and
  // browsers compare it byte by byte.
  answer.headers.emplace_back("Access-Control-Allow-Origin",
                              exchange.request.headers.origin);
  answer.headers.emplace_back("Access-Control-Expose-Headers", kExposedHeaders);
}

}  // namespace winnow
