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

// Makes the channel that `options` describe.
// Errors: NotFound if a certificate file cannot be read.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(
    const ClientOptions& options);

// Checks options, reads their key file into them and makes their channel.
// Errors: those of CheckClientOptions(), ReadKeyFile() and MakeChannel().
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(
    ClientOptions& options);

// Prepares the context of one call; key and trace may be empty. The key goes
// into the metadata by hand: gRPC sends call credentials over TLS only, and
// loopback and Unix sockets have none.
void PrepareCall(grpc::ClientContext& context, const std::string& key,
                 const std::string& trace);

// A throttle for each method: the server refuses some methods before others.
// Threads: any.
class MethodThrottles {
 public:
  // Input: a path that is a constant.
  CallThrottle& Of(const char* path) {
    const std::lock_guard lock(mutex_);
    return throttles_[path];
  }

 private:
  std::mutex mutex_;
  std::map<absl::string_view, CallThrottle> throttles_;  // guarded by mutex_
};

// The channel and what every call on it carries.
struct Client::Wire {
  std::shared_ptr<grpc::Channel> channel;
  std::string key;          // or empty
  std::string traceparent;  // or empty
  MethodThrottles throttles;

  // `trace` is the call's own, if it has one.
  void Prepare(grpc::ClientContext& context,
               const std::string& trace = {}) const {
    PrepareCall(context, key, trace.empty() ? traceparent : trace);
  }
};

// Turns gRPC's status, with its trailer, into ours.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_WIRE_H_
