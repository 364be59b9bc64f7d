#include "service/server/listeners.h"

#include <grpc/grpc.h>
#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/base/log.h"
#include "service/server/certificate_watch.h"
#include "service/server/tls_credentials.h"
#include "service/server/tls_door.h"

namespace winnow {
namespace {

constexpr int kGrpcLinesPerMinute = 10;
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kPingIntervalMinMs = 10'000;
constexpr mode_t kSocketMode = 0660;

// The library's own complaints, as lines of our log: a few a minute, because
// any peer can make it complain.
void LogForGrpc(gpr_log_func_args* line) {
  if (line->severity != GPR_LOG_SEVERITY_ERROR) return;
  static std::atomic<int64_t> minute = 0;
  static std::atomic<int> lines = 0;
  const int64_t now = absl::ToUnixSeconds(absl::Now()) / 60;
  if (minute.exchange(now) != now) lines = 0;
  if (++lines > kGrpcLinesPerMinute) return;
  Log(Severity::kWarning, "grpc_library", {{"message", line->message}});
}

// The library would take a socket away from a server that still uses it.
absl::Status CheckSocketUnused(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int answered = connect(
      probe, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  close(probe);
  if (answered != 0) return absl::OkStatus();
  return absl::AlreadyExistsError(
      absl::StrCat("--unix_socket: another program listens on ", path));
}

void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             kStreamsPerConnectionMax);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                             kHandshakeMsMax);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      kPingIntervalMinMs);
  // Two servers on one port would share its connections silently.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("winnowd");
  quota.Resize(kGrpcBytesMax);
  builder.SetResourceQuota(quota);
  // Only reflection uses the library's own threads.
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
}

}  // namespace

Listeners::Listeners() = default;

Listeners::~Listeners() {
  if (door_) door_->Close();
}

grpc::HealthCheckServiceInterface& Listeners::health() {
  return *server_->GetHealthCheckService();
}

void Listeners::Shutdown(absl::Time deadline) {
  if (door_) door_->Close();
  server_->Shutdown(absl::ToChronoTime(deadline));
}

absl::StatusOr<std::unique_ptr<Listeners>> Listeners::Start(
    const Config& config,
    const std::vector<std::shared_ptr<grpc::Service>>& services,
    grpc::CallbackGenericService& unserved, Metrics& metrics) {
  gpr_set_log_function(LogForGrpc);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  std::unique_ptr<Listeners> listeners(new Listeners);
  grpc::ServerBuilder builder;
  SetLimits(builder);
  std::unique_ptr<TlsDoor::Acceptor> acceptor;
  std::vector<std::string> plaintext = config.plaintext_listen;
  if (config.tls.empty()) {
    plaintext.insert(plaintext.end(), config.listen.begin(),
                     config.listen.end());
  } else {
    auto certificates = CertificateWatch::Start(config.tls, metrics);
    if (!certificates.ok()) return certificates.status();
    listeners->certificates_ = *std::move(certificates);
    auto door = TlsDoor::Listen(config.listen, metrics);
    if (!door.ok()) return door.status();
    listeners->door_ = *std::move(door);
    acceptor = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
        MakeTlsCredentials(*listeners->certificates_));
  }
  std::deque<int> ports;  // the builder keeps pointers to them
  for (const std::string& address : plaintext) {
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(),
                             &ports.emplace_back(0));
  }
  int socket_bound = 0;
  if (!config.unix_socket.empty()) {
    absl::Status unused = CheckSocketUnused(config.unix_socket);
    if (!unused.ok()) return unused;
    builder.AddListeningPort("unix:" + config.unix_socket,
                             grpc::InsecureServerCredentials(), &socket_bound);
  }
  for (const auto& service : services) builder.RegisterService(service.get());
  builder.RegisterCallbackGenericService(&unserved);
  listeners->server_ = builder.BuildAndStart();
  for (size_t i = 0; i < plaintext.size(); ++i) {
    if (ports[i] != 0) continue;
    return absl::UnavailableError(
        absl::StrCat("--listen: cannot listen on ", plaintext[i],
                     "; does another program use it?"));
  }
  if (!config.unix_socket.empty() && socket_bound == 0) {
    return absl::UnavailableError(
        absl::StrCat("--unix_socket: cannot make ", config.unix_socket));
  }
  if (!listeners->server_) {
    return absl::InvalidArgumentError(
        config.tls.empty() ? "--listen: the server does not start"
                           : "--tls_cert, --tls_key or --tls_client_ca: gRPC "
                             "cannot use them");
  }
  if (!config.unix_socket.empty() &&
      chmod(config.unix_socket.c_str(), kSocketMode) != 0) {
    return absl::ErrnoToStatus(errno, "--unix_socket: cannot set its mode");
  }
  listeners->health().SetServingStatus(kLivenessName, true);
  // Until Redis is known to be fit.
  listeners->health().SetServingStatus("", false);
  if (acceptor) listeners->door_->Open(std::move(acceptor));
  return listeners;
}

}  // namespace winnow
