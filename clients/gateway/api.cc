#include "clients/gateway/api.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "clients/gateway/cors.h"
#include "clients/gateway/embed.h"
#include "clients/gateway/form_token.h"
#include "clients/gateway/openapi.h"
#include "clients/gateway/query_requests.h"
#include "clients/gateway/reader_address.h"

namespace winnow {
namespace {

constexpr double kReadsAtOnceTimes = 10;
constexpr size_t kUuidChars = 36;
// Where a network has as many streams as it may.
constexpr absl::Duration kStreamWait = absl::Seconds(30);

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

// Whether a media type is the wanted one; parameters do not matter.
bool IsOfType(absl::string_view content_type, absl::string_view wanted) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(content_type, absl::MaxSplits(';', 1));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts[0]), wanted);
}

bool HasHeader(const HttpAnswer& answer, absl::string_view name) {
  return std::any_of(answer.headers.begin(), answer.headers.end(),
                     [name](const auto& one) { return one.first == name; });
}

// What is for browsers alone asks winnowd of no key.
Problem NoKeyHere() {
  return {.status = 400,
          .code = "no_key_here",
          .detail = "this address is for browsers: send no API key"};
}

// Answers a request that goes no further.
void Refuse(const Exchange& exchange, const Problem& problem) {
  if (exchange.route != nullptr &&
      exchange.route->operation == Operation::kFormPost) {
    return FormPosts::Refuse(exchange, problem);
  }
  exchange.Fail(problem);
}

Problem NotFound() {
  return {.status = 404,
          .code = "no_such_address",
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

}  // namespace

Api::Api(const GatewaySettings& settings, GatewayMetrics& metrics,
         GatewayLog& log, const ClientOptions& winnowd,
         const LiveEvents::Pace& pace)
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
      writes_(settings.limits, calls_, reads_, metrics),
      forms_(writes_),
      live_(
          settings, winnowd, metrics, log,
          [this](const GatewaySite& site, const std::string& thread_id) {
            reads_.Forget(site, thread_id);
          },
          pace),
      perspective_(settings, calls_, writes_of_networks_, metrics),
      coral_(settings.limits, calls_, writes_of_networks_, metrics),
      akismet_(settings, calls_, writes_of_networks_, metrics) {}

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
  if (problem) return Refuse(*exchange, *problem);
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
  if (problem) return Refuse(*exchange, *problem);
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
  const bool root = exchange.target.segments.empty();
  if (root && settings_.sample_site.empty()) return NotFound();
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
  exchange.key = std::string(BearerKey(exchange.request.headers.authorization));
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
      !IsOfType(request.headers.content_type, exchange.route->body_type)) {
    const bool json = exchange.route->body_type == kJsonType;
    return Problem{.status = 415,
                   .code = json ? "not_json" : "not_a_form",
                   .detail = json ? "the body must be JSON, with Content-Type: "
                                    "application/json"
                                  : "the body must be that of a form, with "
                                    "Content-Type: "
                                    "application/x-www-form-urlencoded"};
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
    case Operation::kEmbed:
      return AnswerEmbed(*exchange);
    case Operation::kSample:
      return AnswerSample(*exchange,
                          settings_.sites.find(settings_.sample_site)->second);
    case Operation::kFormToken:
      return AnswerFormToken(*exchange);
    case Operation::kFormPost:
      return forms_.Post(exchange);
    case Operation::kEvents:
      return OpenStream(*exchange);
    case Operation::kPerspectiveAnalyze:
      return perspective_.Analyze(exchange);
    case Operation::kPerspectiveSuggest:
      return perspective_.SuggestScore(exchange);
    case Operation::kPerspectiveDiscovery:
      return perspective_.Discover(exchange);
    case Operation::kCoral:
      return coral_.Moderate(exchange);
    case Operation::kAkismetVerify:
      return akismet_.VerifyKey(exchange);
    case Operation::kAkismetCheck:
      return akismet_.Check(exchange);
    case Operation::kAkismetSpam:
      return akismet_.SubmitSpam(exchange);
    case Operation::kAkismetHam:
      return akismet_.SubmitHam(exchange);
    case Operation::kAkismetUsage:
      return akismet_.UsageLimit(exchange);
  }
}

void Api::AnswerFormToken(const Exchange& exchange) {
  if (exchange.HasKey()) return exchange.Fail(NoKeyHere());
  std::string thread_id;
  if (const auto problem = ReadThreadQuery(exchange.target, thread_id)) {
    return exchange.Fail(*problem);
  }
  // Neither has a character that JSON would escape.
  exchange.AnswerJson(
      200,
      absl::StrCat(R"({"form_token":")",
                   MakeFormToken(*exchange.site, thread_id, exchange.start),
                   R"(","honeypot":")", kHoneypotField, R"("})"));
}

void Api::OpenStream(const Exchange& exchange) {
  if (exchange.HasKey()) return exchange.Fail(NoKeyHere());
  std::string thread_id;
  if (const auto problem = ReadThreadQuery(exchange.target, thread_id)) {
    return exchange.Fail(*problem);
  }
  HttpAnswer answer{.status = 200,
                    .content_type = "text/event-stream",
                    .headers = {{"Cache-Control", "no-store"},
                                // nginx would wait for a page of it.
                                {"X-Accel-Buffering", "no"}}};
  if (exchange.request.method == "GET") {
    answer.events =
        live_.Open(*exchange.site, thread_id, NetworkKey(exchange.reader));
    if (answer.events == nullptr) {
      metrics_.CountRefusal("network_streams");
      return exchange.Fail(TooManyRequests(kStreamWait));
    }
  }
  exchange.Answer(std::move(answer));
}

void Api::End(const Exchange& exchange, HttpAnswer answer,
              const std::string& code, const AnswerSink& sink) {
  AddCorsHeaders(exchange, answer);
  answer.headers.emplace_back("X-Request-Id", exchange.id);
  answer.headers.emplace_back("X-Content-Type-Options", "nosniff");
  // Should a browser ever show an answer as a page, nothing in it runs.
  if (!HasHeader(answer, "Content-Security-Policy")) {
    answer.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; frame-ancestors 'none'");
  }
  if (!HasHeader(answer, "Referrer-Policy")) {
    answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  }
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
