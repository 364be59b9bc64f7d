// Takes connections and spreads them over threads, each with an event loop of
// its own: a connection lives on one thread, so nothing of it needs a lock.
//
// Threads: Start(), Drain() and the destructor from one.

#ifndef WINNOW_CLIENTS_GATEWAY_HTTP_SERVER_H_
#define WINNOW_CLIENTS_GATEWAY_HTTP_SERVER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/gateway/connection_room.h"
#include "clients/gateway/http_message.h"

namespace winnow {

class HttpServer {
 public:
  struct Options {
    std::string setting = "listen";  // what errors call the address
    std::string listen;              // ADDRESS:PORT; port 0 takes any
    int threads = 1;
    HttpLimits limits;
  };

  // Runs something on one of the server's threads.
  using Post = std::function<void(std::function<void()>)>;
  // Makes the handler of one thread; called once for each. What it captures is
  // destroyed after its thread has ended, while `post` may still be called.
  using MakeHandler = std::function<absl::StatusOr<HttpHandler>(Post post)>;

  // `metrics` may be null; it must outlive the server.
  // Errors: InvalidArgument or Unavailable, naming the setting; those of
  // `make_handler`.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      Options options, const MakeHandler& make_handler,
      GatewayMetrics* metrics);

  // Cuts what Drain() has left.
  ~HttpServer();

  int port() const;

  // Takes no more connections, ends event streams and those that wait for a
  // request, and waits until all others have their answer, `patience` at most.
  void Drain(absl::Duration patience);

 private:
  struct Worker;
  struct Listener;
  struct State;

  explicit HttpServer(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_HTTP_SERVER_H_
