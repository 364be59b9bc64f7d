#include "clients/gateway/api.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "clients/gateway/cors.h"
#include "clients/gateway/openapi.h"
#include "clients/gateway/reader_address.h"

namespace winnow {
namespace {

constexpr double kReadsAtOnceTimes = 10;
constexpr size_t kUuidChars = 36;

absl::string_view KnownMethod(absl::string_view method) {
  for (const absl::string_view known :
       {"GET", "HEAD", "POST", "PATCH", "OPTIONS", "PUT", "DELETE"}) {
    if (method == known) return known;
  }
  return "OTHER";
}

// Whether a segment can be a comment's id; whether it is one winnowd knows.
bool IsUuid(absl::string_view text) {
  if (text.size() != kUuidChars) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const auto c = static_cast<unsigned char>(text[i]);
    if (hyphen ? c != '-' : !absl::ascii_isxdigit(c)) return false;
  }
  return true;
}

// Whether a media type is application/json; parameters do not matter.
bool IsJson(absl::string_view content_type) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts[0]),
                                "application/json");
}

Problem NotFound() {
  return {.status = 404,
          .code = "not_found",
          .detail =
              "there is nothing at this address; /v1/openapi.json has "
              "all that is"};
}

Problem TooManyRequests(absl::Duration wait) {
  return {.status = 429,
          .code = "too_many_requests",
          .detail =
              "too many requests came from this network lately: send the "
              "same request later",
          .retry_after = wait};
}

// The key in `Bearer KEY`; empty for anything else.
absl::string_view KeyIn(absl::string_view authorization) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(authorization, absl::MaxSplits(' ', 1));
  if (parts.size() != 2 || !absl::EqualsIgnoreCase(parts[0], "Bearer")) {
    return "";
  }
  return absl::StripAsciiWhitespace(parts[1]);
}

}  // namespace

Api::Api(const GatewaySettings& settings, GatewayMetrics& metrics,
         GatewayLog& log)
    : settings_(settings),
      metrics_(metrics),
      log_(log),
      reads_of_networks_({.per_second = static_cast<double>(
                              settings.limits.network_reads_per_second),
                          .burst = settings.limits.network_reads_per_second *
                                   kReadsAtOnceTimes}),
      writes_of_networks_(
          {.per_second = settings.limits.network_writes_per_minute / 60.0,
           .burst = settings.limits.network_writes_per_minute / 2.0}),
      calls_(settings.limits, metrics, log),
      reads_(settings.limits, calls_, metrics),
      writes_(settings.limits, calls_, reads_, metrics) {}

void Api::Handle(HttpRequest request, AsyncClient& winnowd, AnswerSink sink) {
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(request);
  exchange->id = NewExchangeId();
  exchange->start = absl::Now();
  exchange->winnowd = &winnowd;
  exchange->end = [this, sink = std::move(sink)](const Exchange& ended,
                                                 HttpAnswer answer,
                                                 const std::string& code) {
    End(ended, std::move(answer), code, sink);
  };
  const RequestFault fault = exchange->request.fault;
  if (fault == RequestFault::kNotHttp ||
      fault == RequestFault::kHeaderTooLarge) {
    return exchange->Fail(ProblemOfFault(fault));
  }
  std::vector<absl::string_view> allowed;
  auto problem = Find(*exchange, allowed);
  if (!problem) problem = CheckLimits(*exchange);
  if (problem) return exchange->Fail(*problem);
  if (exchange->request.method == "OPTIONS") {
    return exchange->Answer(PreflightAnswer(*exchange, allowed));
  }
  if (exchange->route == nullptr) {
    HttpAnswer answer = ProblemAnswer(
        {.status = 405,
         .code = "method_not_allowed",
         .detail = "this address takes the methods of the header Allow"});
    if (std::find(allowed.begin(), allowed.end(), "GET") != allowed.end()) {
      allowed.push_back("HEAD");
    }
    allowed.push_back("OPTIONS");
    answer.headers.emplace_back("Allow", absl::StrJoin(allowed, ", "));
    return exchange->end(*exchange, std::move(answer), "method_not_allowed");
  }
  problem = CheckCaller(*exchange);
  if (problem) return exchange->Fail(*problem);
  Run(exchange);
}

std::optional<Problem> Api::Find(Exchange& exchange,
                                 std::vector<absl::string_view>& allowed) {
  exchange.reader = ReaderAddress(exchange.request.peer,
                                  exchange.request.headers.forwarded_for,
                                  settings_.trusted_proxies);
  auto target = ParseRequestTarget(exchange.request.target);
  if (!target.ok()) {
    return Problem{.status = 400,
                   .code = "bad_address",
                   .detail = std::string(target.status().message())};
  }
  exchange.target = *std::move(target);
  RouteMatch match =
      FindRoute(exchange.request.method, exchange.target.segments);
  if (match.allowed.empty()) return NotFound();
  if (!match.site.empty()) {
    const auto site = settings_.sites.find(match.site);
    if (site == settings_.sites.end()) return NotFound();
    exchange.site = &site->second;
  }
  if (!match.comment.empty() && !IsUuid(match.comment)) return NotFound();
  exchange.route = match.route;
  exchange.comment = std::move(match.comment);
  allowed = std::move(match.allowed);
  return std::nullopt;
}

std::optional<Problem> Api::CheckLimits(Exchange& exchange) {
  // Health and the description cost less than to count them; foreign formats
  // count by themselves.
  if (exchange.site == nullptr || exchange.IsForeign()) return std::nullopt;
  const absl::Time now = absl::Now();
  const std::string network = NetworkKey(exchange.reader);
  // A site's backend sends all its readers' requests from one network.
  exchange.key = std::string(KeyIn(exchange.request.headers.authorization));
  if (exchange.HasKey()) {
    const auto wait = calls_.AdmitKey(exchange, now);
    if (!wait) return std::nullopt;
    metrics_.CountRefusal("failed_keys");
    return TooManyRequests(*wait);
  }
  const bool writes = exchange.route != nullptr && exchange.route->writes;
  const auto wait =
      (writes ? writes_of_networks_ : reads_of_networks_).Take(network, now);
  if (!wait) return std::nullopt;
  metrics_.CountRefusal(writes ? "network_writes" : "network_reads");
  return TooManyRequests(*wait);
}

std::optional<Problem> Api::CheckCaller(Exchange& exchange) {
  const HttpRequest& request = exchange.request;
  if (exchange.site == nullptr || exchange.IsForeign()) {
    if (request.fault == RequestFault::kNone) return std::nullopt;
    return ProblemOfFault(request.fault);
  }
  const std::string& authorization = exchange.request.headers.authorization;
  if (!exchange.HasKey() && !authorization.empty()) {
    return Problem{.status = 401,
                   .code = "unknown_key",
                   .detail = "Authorization must be Bearer, with an API key"};
  }
  if (auto problem = CheckOrigin(exchange)) return problem;
  if (request.fault != RequestFault::kNone) {
    return ProblemOfFault(request.fault);
  }
  if (exchange.route->writes &&
      !(request.body.empty() && request.headers.content_type.empty()) &&
      !IsJson(request.headers.content_type)) {
    return Problem{.status = 415,
                   .code = "not_json",
                   .detail =
                       "the body must be JSON, with Content-Type: "
                       "application/json"};
  }
  return std::nullopt;
}

void Api::Run(const ExchangePtr& exchange) {
  switch (exchange->route->operation) {
    case Operation::kSubmit:
      return writes_.Submit(exchange);
    case Operation::kList:
      return reads_.List(exchange);
    case Operation::kCount:
      return reads_.Count(exchange);
    case Operation::kStatus:
      return reads_.GetStatus(exchange);
    case Operation::kEdit:
      return writes_.Edit(exchange);
    case Operation::kWithdraw:
      return writes_.Withdraw(exchange);
    case Operation::kAppeal:
      return writes_.Appeal(exchange);
    case Operation::kReport:
      return writes_.Report(exchange);
    case Operation::kOpenApi:
      return exchange->Answer(
          {.status = 200,
           .body = OpenApiFile(),
           .headers = {{"Cache-Control", "public, max-age=3600"}}});
    case Operation::kHealth:
      return exchange->AnswerJson(200, R"({"status":"ok"})");
  }
}

void Api::End(const Exchange& exchange, HttpAnswer answer,
              const std::string& code, const AnswerSink& sink) {
  AddCorsHeaders(exchange, answer);
  answer.headers.emplace_back("X-Request-Id", exchange.id);
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  // Should a browser ever show an answer as a page, nothing in it runs.
  answer.headers.emplace_back("Content-Security-Policy",
                              "default-src 'none'; frame-ancestors 'none'");
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  if (answer.status == 401) {
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  }
  const absl::Duration duration = absl::Now() - exchange.start;
  const absl::string_view operation =
      exchange.route == nullptr ? "none" : exchange.route->name;
  metrics_.CountRequest(operation, answer.status, duration);
  log_.Request({.id = exchange.id,
                .method = KnownMethod(exchange.request.method),
                .operation = operation,
                .site = exchange.site == nullptr ? "" : exchange.site->id,
                .status = answer.status,
                .code = code,
                .duration = duration,
                .bytes_in = exchange.request.body.size(),
                .bytes_out = answer.body == nullptr ? 0 : answer.body->size()});
  sink(std::move(answer));
}

}  // namespace winnow
