#include "tests/unit/clients/gateway/echo_server.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/gateway/problem.h"

namespace winnow {

HttpAnswer Echo(const HttpRequest& request) {
  if (request.fault != RequestFault::kNone) {
    return ProblemAnswer(ProblemOfFault(request.fault));
  }
  HttpAnswer answer{.status = 200};
  answer.body = std::make_shared<const std::string>(absl::StrCat(
      request.method, " ", request.target, " ", request.headers.forwarded_for,
      " ", FormatIpAddress(request.peer), " ", request.body));
  return answer;
}

std::unique_ptr<HttpServer> StartEcho(const HttpLimits& limits, int threads) {
  HttpServer::Options options;
  options.listen = "127.0.0.1:0";
  options.threads = threads;
  options.limits = limits;
  return HttpServer::Start(
             std::move(options),
             [](const HttpServer::Post&) -> absl::StatusOr<HttpHandler> {
               return HttpHandler(
                   [](const HttpRequest& request, const AnswerSink& sink) {
                     sink(Echo(request));
                   });
             },
             nullptr)
      .value();
}

}  // namespace winnow
