// Takes connections on the TLS listeners and hands them to gRPC, which shakes
// hands. Strangers may only begin so many (ArrivalLimits), so what one who has
// no certificate costs is bounded: those beyond are reset at once, and beyond
// five hundred a second they wait in the kernel.
//
// gRPC's own listeners take whatever comes as fast as it comes.
//
// Owns one thread and the sockets.

#ifndef WINNOW_SERVICE_SERVER_TLS_DOOR_H_
#define WINNOW_SERVICE_SERVER_TLS_DOOR_H_

#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "service/base/metrics.h"
#include "service/server/arrival_limits.h"

namespace winnow {

class TlsDoor {
 public:
  using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

  // Begins to listen on HOST:PORT, on every address that a host name has here;
  // nothing is taken before Open().
  // Errors: Unavailable, naming the flag and the address.
  static absl::StatusOr<std::unique_ptr<TlsDoor>> Listen(
      const std::vector<std::string>& addresses, Metrics& metrics);
  // Closes.
  ~TlsDoor();

  // Takes connections from now on, for a server that has started.
  void Open(std::unique_ptr<Acceptor> acceptor);

  // Takes no more; what was taken stays. To be called before the server stops.
  void Close();

 private:
  explicit TlsDoor(Metrics& metrics);
  void Run();
  // Takes one connection; returns whether there was one. `full` is set when
  // this process or machine cannot have more.
  bool Take(int listener, ArrivalLimits& limits, bool& full);
  // Waits; returns whether the door is being closed.
  bool Pause(int milliseconds) const;

  Counter& taken_;
  Counter& refused_;
  const int stopper_;  // an eventfd
  std::vector<int> listeners_;
  std::unique_ptr<Acceptor> acceptor_;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_TLS_DOOR_H_
