#include "tests/redis/api/running_server.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/random.h"
#include "service/privacy/api_key.h"
#include "tests/support/run_program.h"
#include "tests/support/status_matchers.h"
#include "winnow/v1/site_service.grpc.pb.h"

namespace winnow {
namespace {

Config ConfigFor(const RedisServer& redis, const std::string& key_file) {
  Config config;
  config.redis = redis.address();
  config.redis_wait = absl::Seconds(10);
  config.master_key_file = key_file;
  config.worker_threads = 4;
  return config;
}

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& socket) {
  return grpc::CreateChannel("unix:" + socket,
                             grpc::InsecureChannelCredentials());
}

}  // namespace

void Authorize(const std::string& key, grpc::ClientContext& context) {
  if (!key.empty()) context.AddMetadata("authorization", "Bearer " + key);
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(60));
}

RunningServer::RunningServer(const std::string& model,
                             int64_t calls_in_flight_max,
                             int64_t bytes_in_flight_max)
    : calls_in_flight_max_(calls_in_flight_max),
      bytes_in_flight_max_(bytes_in_flight_max) {
  EXPECT_THAT(CreateMasterKeyFile(KeyFile()), IsOk());
  for (const std::string site : {"daily", "weekly"}) {
    const std::string other = site == "daily" ? "" : "other ";
    keys[other + "site"] = MakeKey(Role::kSite, site);
    keys[other + "moderator"] = MakeKey(Role::kModerator, site);
    keys[other + "operator"] = MakeKey(Role::kOperator, site);
  }
  keys["all"] = MakeKey(Role::kOperator, "*");
  keys["section moderator"] = MakeKey(Role::kModerator, "daily", {"sport"});
  keys["ines"] = MakeKey(Role::kModerator, "daily", {}, "Ines");
  keys["karl"] = MakeKey(Role::kModerator, "daily", {}, "Karl");
  for (const auto& [name, role] :
       {std::make_pair("revealing moderator", Role::kModerator),
        std::make_pair("revealing operator", Role::kOperator)}) {
    keys[name] = MakeKey(role, "daily", {}, name, {kRevealEmailPermission});
  }
  const std::string socket = Directory() + "/a.sock";
  server = Start(socket, metrics_port_, model);
  channel = ChannelTo(socket);
  const auto stub = v1::SiteService::NewStub(channel);
  for (const char* site : {"daily", "weekly"}) {
    grpc::ClientContext context;
    Authorize(keys["all"], context);
    v1::CreateSiteRequest request;
    request.set_site(site);
    v1::Site created;
    const grpc::Status status = stub->CreateSite(&context, request, &created);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
}

RunningServer::~RunningServer() = default;

std::string RunningServer::Metrics() const {
  const ProgramResult shown = RunProgram(
      {"/usr/bin/curl", "-s",
       absl::StrCat("http://127.0.0.1:", metrics_port_, "/metrics")});
  EXPECT_EQ(shown.exit_status, 0) << shown.errors;
  return shown.output;
}

std::unique_ptr<Server> RunningServer::Start(const std::string& socket,
                                             int metrics_port,
                                             const std::string& model) {
  Config config = ConfigFor(redis, KeyFile());
  config.unix_socket = socket;
  if (calls_in_flight_max_ > 0) {
    config.in_flight.calls_max = calls_in_flight_max_;
  }
  if (bytes_in_flight_max_ > 0) {
    config.in_flight.bytes_max = bytes_in_flight_max_;
  }
  if (!model.empty()) {
    config.model_file = socket + ".model";
    std::ofstream(config.model_file, std::ios::binary) << model;
  }
  if (metrics_port != 0) {
    config.metrics_listen = absl::StrCat("127.0.0.1:", metrics_port);
  }
  auto backend = Backend::Open(config);
  EXPECT_THAT(backend, IsOk());
  auto started = Server::Start(config, *std::move(backend));
  EXPECT_THAT(started, IsOk());
  return *std::move(started);
}

RunningServer::Second RunningServer::StartSecond(const std::string& model) {
  const std::string socket = Directory() + "/b.sock";
  Second second;
  second.server = Start(socket, /*metrics_port=*/0, model);
  second.channel = ChannelTo(socket);
  return second;
}

std::string RunningServer::MakeKey(
    Role role, const std::string& site,
    const std::vector<std::string>& sections, const std::string& name,
    const std::vector<std::string>& permissions) {
  auto backend = Backend::Open(ConfigFor(redis, KeyFile()));
  EXPECT_THAT(backend, IsOk());
  std::string secret = role == Role::kSite ? MakeSiteApiKey(SystemRandom())
                                           : MakePersonApiKey(SystemRandom());
  KeyRecord key;
  key.principal.key_id = MakeApiKeyId(SystemRandom());
  key.principal.name = name;
  key.principal.role = role;
  key.principal.site = site;
  key.principal.sections = sections;
  key.principal.permissions = permissions;
  key.hash = (*backend)->hasher->Hash(secret);
  key.create_time = absl::Now();
  EXPECT_THAT((*backend)->sites.AddKey(key, false), IsOk());
  return secret;
}

}  // namespace winnow
