#include "clients/cpp/wire.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// A page of 1,000 of the longest comments has 64 MB.
constexpr int kReceiveBytesMax = 128 << 20;

// A server that restarts is back within a second; gRPC's default of 20 s to the
// next attempt would outlive most callers' patience.
constexpr int kReconnectFirstMs = 100;
constexpr int kReconnectLongestMs = 2000;

absl::StatusOr<std::string> ReadPem(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.str().empty()) {
    return absl::NotFoundError(
        absl::StrCat("cannot read the certificate file ", path));
  }
  return text.str();
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeCredentials(
    const ClientOptions& options) {
  if (options.ca_file.empty()) return grpc::InsecureChannelCredentials();
  absl::StatusOr<std::string> ca = ReadPem(options.ca_file);
  if (!ca.ok()) return ca.status();
  absl::StatusOr<std::string> cert = ReadPem(options.cert_file);
  if (!cert.ok()) return cert.status();
  absl::StatusOr<std::string> key = ReadPem(options.cert_key_file);
  if (!key.ok()) return key.status();
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = *std::move(ca);
  ssl.pem_cert_chain = *std::move(cert);
  ssl.pem_private_key = *std::move(key);
  return grpc::SslCredentials(ssl);
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(
    const ClientOptions& options) {
  absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> credentials =
      MakeCredentials(options);
  if (!credentials.ok()) return credentials.status();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kReceiveBytesMax);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectFirstMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectLongestMs);
  // http_proxy in the environment is meant for browsers; through it the key
  // would leave the machine.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Client repeats calls itself, with the server's delay.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // Two clients of one process with different keys must not share one
  // connection's fate.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (!options.user_agent.empty()) {
    arguments.SetUserAgentPrefix(options.user_agent);
  }
  return grpc::CreateCustomChannel(options.address, *credentials, arguments);
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(
    ClientOptions& options) {
  absl::Status valid = CheckClientOptions(options);
  if (!valid.ok()) return valid;
  if (!options.key_file.empty()) {
    absl::StatusOr<std::string> key = ReadKeyFile(options.key_file);
    if (!key.ok()) return key.status();
    options.key = *std::move(key);
  }
  return MakeChannel(options);
}

void PrepareCall(grpc::ClientContext& context, const std::string& key,
                 const std::string& trace) {
  if (!key.empty()) {
    context.AddMetadata("authorization", absl::StrCat("Bearer ", key));
  }
  if (!trace.empty() && IsSendableTraceparent(trace)) {
    context.AddMetadata("traceparent", trace);
  }
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return MakeCallError(static_cast<int>(status.error_code()),
                       status.error_message(), status.error_details());
}

}  // namespace winnow
