// Calls winnowd without making a thread wait: for programs that serve many at
// once, as the gateway does.
//
//   auto client = winnow::AsyncClient::Connect(options, executor);
//   (*client)->Call(winnow::kListComments, request, {.key = key},
//                   [](absl::StatusOr<winnow::v1::ListCommentsResponse> answer)
//                   { ... });

#ifndef WINNOW_CLIENTS_CPP_ASYNC_CLIENT_H_
#define WINNOW_CLIENTS_CPP_ASYNC_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/call_error.h"
#include "clients/cpp/methods.h"
#include "clients/cpp/options.h"

namespace winnow {

// What one call carries.
struct AsyncCall {
  // The API key. Empty: that of the client's options.
  std::string key = {};
  // Empty: that of the client's options. One that no header could carry is left
  // out, as winnowd would do.
  std::string traceparent = {};
  // Zero: the client's options().call_timeout.
  absl::Duration timeout = absl::ZeroDuration();
};

// One connection to winnowd, over which callers with different keys may call.
// Each call is sent once; who repeats it does so with the same request id.
//
// Threads: any.
class AsyncClient {
 public:
  // Runs a piece of work soon, wherever its owner wants it.
  using Executor = std::function<void(std::function<void()>)>;

  // Makes a client. `executor` is handed every end of a call, from a thread of
  // gRPC's that must not be held up. Nothing is sent yet.
  // Errors: as Client::Connect().
  static absl::StatusOr<std::unique_ptr<AsyncClient>> Connect(
      ClientOptions options, Executor executor);

  // Cancels the calls under way, and waits until each has been handed to the
  // executor.
  ~AsyncClient();
  AsyncClient(const AsyncClient&) = delete;
  AsyncClient& operator=(const AsyncClient&) = delete;

  // Calls a method of clients/cpp/methods.h and has `done` run by the executor,
  // exactly once. Unlike Client it fills in neither site nor request id; like
  // it, it sends no more than a busy server takes (call_throttle.h). Errors:
  // those of the method; Unauthenticated for a key that no header could carry;
  // HeldBackError(). After Unavailable or DeadlineExceeded a write may have
  // been done.
  template <typename Request, typename Response>
  void Call(const Method<Request, Response>& method, Request request,
            const AsyncCall& call,
            std::function<void(absl::StatusOr<Response>)> done) {
    struct Messages {
      Request request;
      Response response;
    };
    auto messages = std::make_shared<Messages>();
    messages->request = std::move(request);
    CallMethod(method.path, messages->request, messages->response, call,
               [messages, done = std::move(done)](const absl::Status& status) {
                 if (status.ok()) {
                   done(std::move(messages->response));
                 } else {
                   done(status);
                 }
               });
  }

 private:
  struct Wire;  // everything of gRPC's

  AsyncClient(ClientOptions options, Executor executor,
              std::unique_ptr<Wire> wire);

  // The messages live as long as `done` does.
  void CallMethod(const char* path, const google::protobuf::Message& request,
                  google::protobuf::Message& response, const AsyncCall& call,
                  std::function<void(const absl::Status&)> done);

  const ClientOptions options_;
  const Executor executor_;
  const std::unique_ptr<Wire> wire_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_ASYNC_CLIENT_H_
