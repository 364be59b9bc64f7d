#include "clients/gateway/gateway.h"

#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/gateway/gateway_log.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/site_keys.h"
#include "clients/gateway/webhooks.h"

namespace winnow {
namespace {

// A call of winnowd may take as long as its own time-out; whoever stops the
// program sooner cuts it.
constexpr absl::Duration kDrainPatience = absl::Seconds(10);
constexpr int kMetricsConnectionsMax = 16;
// Files that are no reader's connection: those to winnowd, logs, metrics,
// loops; and for each webhook its receiver's and a share of winnowd's.
constexpr int kOtherFiles = 128;
constexpr int kFilesPerWebhook = 2;

// As many connections as there may be files, so that the way to winnowd stays
// open.
int ConnectionsMax(const GatewaySettings& settings, GatewayLog& log) {
  const int wanted = settings.limits.connections_max;
  rlimit files = {};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 ||
      files.rlim_cur == RLIM_INFINITY) {
    return wanted;
  }
  int64_t most = static_cast<int64_t>(files.rlim_cur) - kOtherFiles;
  for (const auto& [id, site] : settings.sites) {
    most -= kFilesPerWebhook * static_cast<int64_t>(site.webhooks.size());
  }
  if (wanted <= most) return wanted;
  const int lowered = static_cast<int>(std::max<int64_t>(1, most));
  log.Warn("connections_max_lowered",
           {{"open_files_max", absl::StrCat(files.rlim_cur)},
            {"connections_max", absl::StrCat(lowered)}});
  return lowered;
}

// Apart from what readers reach, so that no proxy passes it on by accident.
absl::StatusOr<std::unique_ptr<HttpServer>> StartMetrics(
    const std::string& listen, GatewayMetrics& metrics, const GatewayLog& log) {
  HttpServer::Options options;
  options.setting = "metrics_listen";
  options.listen = listen;
  options.limits.connections_max = kMetricsConnectionsMax;
  const auto handle = [&metrics, &log](const HttpRequest& request,
                                       const AnswerSink& sink) {
    if (request.fault != RequestFault::kNone) {
      return sink(ProblemAnswer(ProblemOfFault(request.fault)));
    }
    if (request.target != "/metrics") {
      return sink(ProblemAnswer(
          {.status = 404, .code = "not_found", .detail = "see /metrics"}));
    }
    metrics.log_lines_dropped().Set(static_cast<double>(log.dropped()));
    sink({.status = 200,
          .content_type = "text/plain; version=0.0.4",
          .body = std::make_shared<const std::string>(metrics.Expose())});
  };
  return HttpServer::Start(
      std::move(options),
      [handle](const HttpServer::Post& /*unused*/)
          -> absl::StatusOr<HttpHandler> { return HttpHandler(handle); },
      nullptr);
}

}  // namespace

HttpServer::MakeHandler HandlersOf(Api& api, const ClientOptions& winnowd) {
  return [&api, winnowd](HttpServer::Post post) -> absl::StatusOr<HttpHandler> {
    // A connection to winnowd for each thread: one carries 100 calls at once.
    auto client = AsyncClient::Connect(winnowd, std::move(post));
    if (!client.ok()) return client.status();
    std::shared_ptr<AsyncClient> shared = *std::move(client);
    return HttpHandler([&api, shared](HttpRequest request, AnswerSink sink) {
      api.Handle(std::move(request), *shared, std::move(sink));
    });
  };
}

absl::Status RunGateway(const GatewayFlags& flags,
                        const GatewaySettings& settings) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  GatewayMetrics metrics;
  GatewayLog log(flags.access_log);
  const absl::Status keys = CheckSiteKeys(settings, flags.winnowd, log);
  if (!keys.ok()) return keys;
  auto webhooks = Webhooks::Make(settings, flags.winnowd, metrics, log);
  if (!webhooks.ok()) return webhooks.status();
  Api api(settings, metrics, log, flags.winnowd);
  std::unique_ptr<HttpServer> metrics_server;
  if (!flags.metrics_listen.empty()) {
    auto started = StartMetrics(flags.metrics_listen, metrics, log);
    if (!started.ok()) return started.status();
    metrics_server = *std::move(started);
  }
  HttpServer::Options options;
  options.listen = flags.listen;
  options.threads = flags.threads;
  options.limits.connections_max = ConnectionsMax(settings, log);
  auto server = HttpServer::Start(std::move(options),
                                  HandlersOf(api, flags.winnowd), &metrics);
  if (!server.ok()) return server.status();
  (*webhooks)->Start();
  log.Inform("listening", {{"port", absl::StrCat((*server)->port())},
                           {"sites", absl::StrCat(settings.sites.size())},
                           {"threads", absl::StrCat(flags.threads)}});
  int received = 0;
  sigwait(&ends, &received);
  log.Inform("ending", {});
  (*webhooks)->Stop();
  (*server)->Drain(kDrainPatience);
  return absl::OkStatus();
}

}  // namespace winnow
