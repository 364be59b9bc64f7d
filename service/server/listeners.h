// Where and how gRPC listens: addresses, TLS, limits of a connection.

#ifndef WINNOW_SERVICE_SERVER_LISTENERS_H_
#define WINNOW_SERVICE_SERVER_LISTENERS_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "service/server/config.h"

namespace grpc {
class CallbackGenericService;
class Server;
class Service;
}  // namespace grpc

namespace winnow {

// Bounds of what one client, and all of them, may cost.
inline constexpr int kMessageBytesMax = 256 << 10;
inline constexpr int kMetadataBytesMax = 16 << 10;
inline constexpr int kStreamsPerConnectionMax = 100;
inline constexpr size_t kGrpcBytesMax = 512 << 20;

// Name under which health answers SERVING as long as the process lives; the
// empty name, the usual one, is readiness.
inline constexpr char kLivenessName[] = "liveness";

// Starts the RPC library's server with health and reflection. `services` and
// `unserved` must outlive it.
// Errors: naming the flag and the address, or the file.
absl::StatusOr<std::unique_ptr<grpc::Server>> Listen(
    const Config& config,
    const std::vector<std::shared_ptr<grpc::Service>>& services,
    grpc::CallbackGenericService& unserved);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_LISTENERS_H_
