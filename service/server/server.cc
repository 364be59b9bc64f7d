#include "service/server/server.h"

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>
#include <signal.h>

#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "service/api/admission.h"
#include "service/api/authentication.h"
#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/api/policy_text.h"
#include "service/api/services.h"
#include "service/api/settings_text.h"
#include "service/api/transfer_methods.h"
#include "service/base/clock.h"
#include "service/base/file.h"
#include "service/base/log.h"
#include "service/base/metrics.h"
#include "service/base/random.h"
#include "service/base/uuid.h"
#include "service/base/worker_pool.h"
#include "service/feed/feed.h"
#include "service/feed/lag_watch.h"
#include "service/intake/intake.h"
#include "service/intake/live_sites.h"
#include "service/intake/shadow_tally.h"
#include "service/intake/shadow_writer.h"
#include "service/moderation/audit.h"
#include "service/moderation/bans.h"
#include "service/moderation/erasure_replay.h"
#include "service/moderation/importer.h"
#include "service/moderation/learner.h"
#include "service/moderation/leases.h"
#include "service/moderation/moderation.h"
#include "service/moderation/queue_alarms.h"
#include "service/moderation/queue_watch.h"
#include "service/moderation/sweeper.h"
#include "service/screening/screener.h"
#include "service/server/exposition.h"
#include "service/server/listeners.h"
#include "service/server/metrics_listener.h"
#include "service/server/redis_gauges.h"
#include "service/server/redis_growth.h"
#include "service/server/redis_look.h"
#include "service/server/redis_watch.h"
#include "service/server/shipped_policies.h"
#include "service/server/tasks.h"
#include "service/store/redis/feed_tail.h"

namespace winnow {
namespace {

constexpr size_t kWorkQueueMax = 1024;

// The text of the policy of new sites, checked as if it were applied.
absl::StatusOr<std::string> DefaultPolicy(const Config& config) {
  std::string text(kShippedPolicies[0].text);
  const auto named = [&config](const absl::Status& status) {
    return absl::Status(status.code(), absl::StrCat("--default_policy: ",
                                                    config.default_policy_file,
                                                    ": ", status.message()));
  };
  if (!config.default_policy_file.empty()) {
    auto read = ReadFile(config.default_policy_file, kPolicyBytesMax);
    if (!read.ok()) return named(read.status());
    text = *std::move(read);
  }
  auto policy = ParsePolicy(text);
  if (!policy.ok()) return named(policy.status());
  const auto screener = Screener::Make(*std::move(policy));
  if (!screener.ok()) return named(screener.status());
  return text;
}

// Errors: those of the file; a model that was asked for and is not there would
// let pass what it was to hold.
absl::StatusOr<std::unique_ptr<const Classifier>> OpenClassifier(
    const Config& config) {
  if (config.model_file.empty()) {
    Log(Severity::kWarning, "no_model",
        {{"advice", "name one with --model; until then no text has scores"}});
    return nullptr;
  }
  auto classifier = Classifier::Open(config.model_file);
  if (!classifier.ok()) {
    return absl::Status(
        classifier.status().code(),
        absl::StrCat("--model: ", classifier.status().message()));
  }
  Log(Severity::kInfo, "model",
      {{"revision", (*classifier)->model().revision()}});
  return classifier;
}

std::map<std::string, std::string> ShippedPolicies() {
  std::map<std::string, std::string> policies;
  for (const ShippedPolicy& shipped : kShippedPolicies) {
    policies[shipped.name] = shipped.text;
  }
  return policies;
}

}  // namespace

// In the order in which they are built; destroyed in the reverse order, users
// before what they use.
struct Server::Parts {
  Parts(const Config& config, std::unique_ptr<Backend> opened,
        std::unique_ptr<const Classifier> model,
        std::unique_ptr<ErasureLog> erased)
      : backend(std::move(opened)),
        classifier(std::move(model)),
        erasure_log(std::move(erased)),
        workers(config.worker_threads, kWorkQueueMax),
        authenticator(backend->sites, backend->hasher, RealClock(), metrics),
        limit(config.in_flight, metrics),
        gate(authenticator, workers, limit, metrics),
        live_sites(backend->sites, backend->lists, backend->master,
                   {.settings = ParseSettings,
                    .policy = ParsePolicy,
                    .classifier = classifier.get(),
                    .adapters = &backend->adapters,
                    .bans = &backend->bans}),
        intake(backend->comments, live_sites, workers, RealClock(),
               SystemRandom(), metrics, shadows),
        shadow_writer(shadows, backend->sites),
        moderation(backend->comments, live_sites, RealClock(), SystemRandom()),
        bans(backend->bans, backend->comments, moderation, live_sites,
             RealClock(), SystemRandom()),
        learner(backend->adapters, backend->comments, live_sites, RealClock(),
                metrics),
        audit(backend->audit, live_sites),
        email_reveals(backend->reveals, backend->comments, live_sites,
                      RealClock()),
        author_comments(backend->comments, backend->bans, live_sites),
        erasures(backend->erasures, author_comments, live_sites,
                 erasure_log.get(), RealClock()),
        email_keys(backend->sites, backend->seals, live_sites, backend->master,
                   RealClock(), SystemRandom()),
        master_keys(backend->sites, backend->master, SystemRandom()),
        audit_checkpoints(audit, live_sites, RealClock()),
        edits(backend->comments, live_sites, RealClock()),
        own_comments(backend->comments, live_sites, RealClock()),
        marks(backend->comments, live_sites, RealClock()),
        reports(backend->reports, backend->comments, live_sites, RealClock()),
        importer(backend->comments, backend->imports, live_sites, workers,
                 RealClock(), SystemRandom()),
        leases(backend->queue, backend->comments, live_sites, RealClock(),
               SystemRandom()),
        figures({.moderation = moderation,
                 .comments = backend->comments,
                 .counts = backend->counts,
                 .store = backend->sites,
                 .sites = live_sites,
                 .clock = RealClock(),
                 .adapter =
                     MakeAdapterFigures(backend->sites, live_sites, learner)}),
        feed(backend->comments, RealClock()),
        feed_tail(RedisOptions(config)),
        queue_watch(
            backend->queue_watch,
            [this](const std::string& site, const std::function<void()>& wake) {
              return feed_tail.WatchQueue(site, wake);
            }),
        queue_alarms(backend->queue_watch, backend->sites, live_sites,
                     ParseSettings, metrics),
        sweeper(MakeUuidV7(RealClock(), SystemRandom()).ToString(),
                backend->retention, backend->sites, backend->audit, live_sites,
                ParseSettings, metrics),
        lag_watch(backend->status, backend->sites, RealClock(), metrics),
        growth(backend->status) {}

  std::vector<std::shared_ptr<grpc::Service>> MakeServices(
      const Config& config, std::string default_policy);
  void Expose();
  std::string ModelRevision() const {
    return classifier ? classifier->model().revision() : "";
  }

  const absl::Time start_time = absl::Now();
  const std::unique_ptr<Backend> backend;
  const std::unique_ptr<const Classifier> classifier;  // may be null
  const std::unique_ptr<ErasureLog> erasure_log;       // may be null
  Metrics metrics;
  WorkerPool workers;
  Authenticator authenticator;
  CallLimit limit;
  Gate gate;
  Admission admission;
  LiveSites live_sites;
  ShadowTally shadows;
  Intake intake;
  ShadowWriter shadow_writer;
  Moderation moderation;
  Bans bans;
  Learner learner;
  Audit audit;
  EmailReveals email_reveals;
  AuthorComments author_comments;
  Erasures erasures;
  EmailKeyRotation email_keys;
  MasterKeyRotation master_keys;
  AuditCheckpoints audit_checkpoints;
  Edits edits;
  OwnComments own_comments;
  Marks marks;
  Reports reports;
  Importer importer;
  Leases leases;
  SiteFigures figures;
  Feed feed;
  FeedTail feed_tail;
  QueueWatch queue_watch;
  QueueAlarms queue_alarms;
  Sweeper sweeper;
  LagWatch lag_watch;
  RedisGrowth growth;
  OpenStreams streams;
  std::vector<std::shared_ptr<grpc::Service>> services;
  std::shared_ptr<grpc::CallbackGenericService> unserved;
  std::unique_ptr<Listeners> listeners;
  std::unique_ptr<RedisWatch> redis_watch;
  std::unique_ptr<ErasureReplay> erasure_replay;  // null without a log
  std::unique_ptr<MetricsListener> metrics_listener;
};

std::vector<std::shared_ptr<grpc::Service>> Server::Parts::MakeServices(
    const Config& config, std::string default_policy) {
  return {
      MakeCommentService(gate, streams, admission, intake, edits, own_comments,
                         reports, backend->comments),
      MakeFeedService(
          gate, streams, feed, backend->status,
          [this](const std::string& site, absl::AnyInvocable<void()> wake) {
            return feed_tail.Watch(site, std::move(wake));
          }),
      MakeModerationService(gate, streams, moderation, edits, leases,
                            backend->queue, queue_watch, live_sites, audit,
                            email_reveals, marks, reports, bans, figures),
      MakeAnalysisService(gate, streams, intake, live_sites, backend->adapters,
                          RealClock(), SystemRandom()),
      MakeSiteService(
          {.gate = gate,
           .streams = streams,
           .authenticator = authenticator,
           .hasher = *backend->hasher,
           .store = backend->sites,
           .moderation = moderation,
           .lists = backend->lists,
           .comments = backend->comments,
           .adapters = backend->adapters,
           .threads = backend->threads,
           .retention = backend->retention,
           .author_comments = author_comments,
           .bans = backend->bans,
           .erasures = erasures,
           .learner = learner,
           .status = backend->status,
           .intake = intake,
           .audit_checkpoints = audit_checkpoints,
           .sweeper = sweeper,
           .sites = live_sites,
           .master = backend->master,
           .email_keys = email_keys,
           .master_keys = master_keys,
           .clock = RealClock(),
           .random = SystemRandom(),
           .default_policy = std::move(default_policy),
           .shipped_policies = ShippedPolicies(),
           .version = kVersion,
           .model_revision = classifier ? classifier->model().revision() : "",
           .master_key_time = FileTime(config.master_key_file),
           .node_status =
               [look = std::make_shared<RedisLook>(
                    backend->redis, growth, config.redis,
                    config.redis_settings_file)] { return look->Now(); },
           .start_time = start_time},
          {.store = backend->imports,
           .importer = importer,
           .admission = admission}),
  };
}

void Server::Parts::Expose() {
  ExposeServer(kVersion, ModelRevision(), start_time, workers, metrics);
  ExposeConnections(backend->redis, metrics);
  ExposeSites(live_sites, intake.arrivals(), audit_checkpoints, RealClock(),
              metrics);
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const Config& config, std::unique_ptr<Backend> backend) {
  auto default_policy = DefaultPolicy(config);
  if (!default_policy.ok()) return default_policy.status();
  auto classifier = OpenClassifier(config);
  if (!classifier.ok()) return classifier.status();
  auto erasure_log = OpenErasureLog(config);
  if (!erasure_log.ok()) return erasure_log.status();
  auto parts =
      std::make_unique<Parts>(config, std::move(backend),
                              *std::move(classifier), *std::move(erasure_log));
  absl::Status keys = parts->authenticator.Refresh();
  if (!keys.ok()) return keys;
  parts->Expose();
  if (!config.metrics_listen.empty()) {
    auto listener =
        MetricsListener::Start(config.metrics_listen, parts->metrics);
    if (!listener.ok()) return listener.status();
    parts->metrics_listener = *std::move(listener);
  }
  parts->services = parts->MakeServices(config, *std::move(default_policy));
  parts->unserved = MakeUnservedMethods(parts->gate);
  auto listeners = Listeners::Start(config, parts->services, *parts->unserved,
                                    parts->metrics);
  if (!listeners.ok()) return listeners.status();
  parts->listeners = *std::move(listeners);
  parts->redis_watch = std::make_unique<RedisWatch>(
      parts->backend->redis, config.redis, parts->growth, parts->admission,
      parts->metrics, [&health = parts->listeners->health()](bool ready) {
        health.SetServingStatus("", ready);
      });
  if (parts->erasure_log) {
    parts->erasure_replay = std::make_unique<ErasureReplay>(
        *parts->erasure_log, parts->erasures, parts->backend->erasures,
        RealClock(), parts->metrics);
  }
  for (const auto& addresses : {config.listen, config.plaintext_listen}) {
    for (const std::string& address : addresses) {
      Log(Severity::kInfo, "listening", {{"address", address}});
    }
  }
  if (!config.unix_socket.empty()) {
    Log(Severity::kInfo, "listening", {{"address", config.unix_socket}});
  }
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::~Server() { Drain(); }

void Server::Drain() {
  if (!parts_->redis_watch) return;
  parts_->redis_watch.reset();  // it would say "ready" again
  parts_->listeners->health().SetServingStatus("", false);
  parts_->streams.EndAll();
  parts_->listeners->Shutdown(absl::Now() + kDrainMax);
}

int Run(const Config& config) {
  const auto fail = [](const absl::Status& status) {
    std::cerr << "winnowd: " << status.message() << "\n";
    return 1;
  };
  SetLogLevel(config.log_level);
  if (config.task != Config::Task::kServe) {
    const absl::Status done = RunTask(config);
    return done.ok() ? 0 : fail(done);
  }
  // Blocked in every thread, so that only the wait below hears of them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);
  // Debian's Abseil is built to look for lock cycles at each lock of gRPC.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  Log(Severity::kInfo, "starting", {{"version", kVersion}});
  auto backend = Backend::Open(config);
  if (!backend.ok()) return fail(backend.status());
  auto server = Server::Start(config, *std::move(backend));
  if (!server.ok()) return fail(server.status());
  Log(Severity::kInfo, "serving", {{"version", kVersion}});
  // From here on no call waits for whoever reads the log.
  const LogThread log_thread;
  int received = 0;
  sigwait(&ends, &received);
  Log(Severity::kInfo, "stopping", {{"signal", received}});
  // From here on the next one does what signals usually do.
  pthread_sigmask(SIG_UNBLOCK, &ends, nullptr);
  (*server)->Drain();
  server->reset();
  Log(Severity::kInfo, "stopped");
  return 0;
}

}  // namespace winnow
