// gRPC's side of the client. Only the .cc files beside it include this header:
// it costs ten seconds of compile time, and is not installed.

#ifndef WINNOW_CLIENTS_CPP_WIRE_H_
#define WINNOW_CLIENTS_CPP_WIRE_H_

#include <grpcpp/grpcpp.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/call_throttle.h"
#include "clients/cpp/client.h"

namespace winnow {

// The channel and what every call on it carries.
struct Client::Wire {
  std::shared_ptr<grpc::Channel> channel;
  std::string authorization;  // `Bearer KEY`, or empty
  std::string traceparent;    // or empty

  // The throttle of a method: the server refuses some methods before others.
  CallThrottle& ThrottleOf(const char* path) {
    const std::lock_guard lock(throttles_mutex);
    return throttles[path];
  }
  std::mutex throttles_mutex;
  std::map<absl::string_view, CallThrottle> throttles;  // by path, a constant

  // Prepares the context of one call; `trace` is its own, if it has one. The
  // key goes into the metadata by hand: gRPC sends call credentials over TLS
  // only, and loopback and Unix sockets have none.
  void Prepare(grpc::ClientContext& context,
               const std::string& trace = {}) const {
    if (!authorization.empty()) {
      context.AddMetadata("authorization", authorization);
    }
    const std::string& sent = trace.empty() ? traceparent : trace;
    if (!sent.empty() && IsSendableTraceparent(sent)) {
      context.AddMetadata("traceparent", sent);
    }
  }
};

// Makes the channel that `options` describe.
// Errors: NotFound if a certificate file cannot be read.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(
    const ClientOptions& options);

// Turns gRPC's status, with its trailer, into ours.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_WIRE_H_
