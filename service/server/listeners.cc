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

#include <cerrno>
#include <deque>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/file.h"
#include "service/base/log.h"

namespace winnow {
namespace {

constexpr size_t kPemBytesMax = 1 << 20;
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kPingIntervalMinMs = 10'000;
constexpr mode_t kSocketMode = 0660;

// The library's own complaints, as lines of our log.
void LogForGrpc(gpr_log_func_args* line) {
  if (line->severity != GPR_LOG_SEVERITY_ERROR) return;
  Log(Severity::kWarning, "grpc_library", {{"message", line->message}});
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> TcpCredentials(
    const TlsFiles& tls) {
  if (tls.empty()) return grpc::InsecureServerCredentials();
  const auto named = [](absl::string_view flag, const absl::Status& status) {
    return absl::Status(status.code(),
                        absl::StrCat("--", flag, ": ", status.message()));
  };
  auto certificate = ReadFile(tls.certificate, kPemBytesMax);
  if (!certificate.ok()) return named("tls_cert", certificate.status());
  auto key = ReadSecretFile(tls.key, kPemBytesMax);
  if (!key.ok()) return named("tls_key", key.status());
  auto client_ca = ReadFile(tls.client_ca, kPemBytesMax);
  if (!client_ca.ok()) return named("tls_client_ca", client_ca.status());
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_key_cert_pairs.push_back(
      {.private_key = *std::move(key), .cert_chain = *std::move(certificate)});
  options.pem_root_certs = *std::move(client_ca);
  return grpc::SslServerCredentials(options);
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

absl::StatusOr<std::unique_ptr<grpc::Server>> Listen(
    const Config& config,
    const std::vector<std::shared_ptr<grpc::Service>>& services,
    grpc::CallbackGenericService& unserved) {
  gpr_set_log_function(LogForGrpc);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  SetLimits(builder);
  auto credentials = TcpCredentials(config.tls);
  if (!credentials.ok()) return credentials.status();
  std::deque<int> ports;  // the builder keeps pointers to them
  for (const std::string& address : config.listen) {
    builder.AddListeningPort(address, *credentials, &ports.emplace_back(0));
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
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  for (size_t i = 0; i < config.listen.size(); ++i) {
    if (ports[i] != 0) continue;
    return absl::UnavailableError(
        absl::StrCat("--listen: cannot listen on ", config.listen[i],
                     "; does another program use it?"));
  }
  if (!config.unix_socket.empty() && socket_bound == 0) {
    return absl::UnavailableError(
        absl::StrCat("--unix_socket: cannot make ", config.unix_socket));
  }
  if (!server) {
    return absl::InvalidArgumentError(
        config.tls.empty() ? "--listen: the server does not start"
                           : "--tls_cert, --tls_key or --tls_client_ca: not "
                             "usable PEM files");
  }
  if (!config.unix_socket.empty() &&
      chmod(config.unix_socket.c_str(), kSocketMode) != 0) {
    return absl::ErrnoToStatus(errno, "--unix_socket: cannot set its mode");
  }
  server->GetHealthCheckService()->SetServingStatus(kLivenessName, true);
  // Until Redis is known to be fit.
  server->GetHealthCheckService()->SetServingStatus("", false);
  return server;
}

}  // namespace winnow
