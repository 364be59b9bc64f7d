// Where and how gRPC listens: addresses, TLS, limits of a connection.

#ifndef WINNOW_SERVICE_SERVER_LISTENERS_H_
#define WINNOW_SERVICE_SERVER_LISTENERS_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/metrics.h"
#include "service/server/config.h"

namespace grpc {
class CallbackGenericService;
class HealthCheckServiceInterface;
class Server;
class Service;
}  // namespace grpc

namespace winnow {

class CertificateWatch;
class TlsDoor;

// Bounds of what one client, and all of them, may cost.
inline constexpr int kMessageBytesMax = 256 << 10;
inline constexpr int kMetadataBytesMax = 16 << 10;
inline constexpr int kStreamsPerConnectionMax = 100;
inline constexpr size_t kGrpcBytesMax = 512 << 20;

// How long a peer may take until it has shown who it is; half-open connections
// are closed then.
inline constexpr int kHandshakeMsMax = 5'000;

// Name under which health answers SERVING as long as the process lives; the
// empty name, the usual one, is readiness.
inline constexpr char kLivenessName[] = "liveness";

// The RPC library's server and what feeds it connections.
class Listeners {
 public:
  // Starts to serve, with health and reflection. `services`, `unserved` and
  // `metrics` must outlive it.
  // Errors: naming the flag and the address, or the file.
  static absl::StatusOr<std::unique_ptr<Listeners>> Start(
      const Config& config,
      const std::vector<std::shared_ptr<grpc::Service>>& services,
      grpc::CallbackGenericService& unserved, Metrics& metrics);
  ~Listeners();

  grpc::HealthCheckServiceInterface& health();

  // Takes no more connections and calls; calls under way have until `deadline`.
  void Shutdown(absl::Time deadline);

 private:
  Listeners();

  // In this order: each uses those before it. Null without TLS but for server_.
  std::unique_ptr<CertificateWatch> certificates_;
  std::unique_ptr<TlsDoor> door_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_LISTENERS_H_
