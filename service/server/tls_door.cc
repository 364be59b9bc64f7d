#include "service/server/tls_door.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "absl/time/clock.h"
#include "service/server/arrival_limits.h"
#include "service/server/tcp_sockets.h"

namespace winnow {
namespace {

// All of it is taken within two seconds.
constexpr int kBacklog = 512;
// So many are taken of each listener, then nobody for so long: 250 a second at
// most. To take one and reset it costs 26 to 110 µs.
constexpr int kTakenAtOnce = 5;
constexpr int kRestMs = 20;
// No file descriptors are left: others must end first.
constexpr int kRestWhenFullMs = 200;

// Leaves no state in the kernel, which an orderly end would for a minute.
void Reset(int connection) {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(connection);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsDoor>> TlsDoor::Listen(
    const std::vector<std::string>& addresses, Metrics& metrics) {
  std::unique_ptr<TlsDoor> door(new TlsDoor(metrics));
  for (const std::string& address : addresses) {
    const auto opened = ListenOnTcp("listen", address, kBacklog);
    if (!opened.ok()) return opened.status();
    door->listeners_.insert(door->listeners_.end(), opened->begin(),
                            opened->end());
  }
  return door;
}

TlsDoor::TlsDoor(Metrics& metrics)
    : taken_(metrics.MakeCounter(
          "winnow_tls_connections_total",
          "Connections to the TLS listeners, by what became of them.",
          {{"result", "taken"}})),
      refused_(metrics.MakeCounter(
          "winnow_tls_connections_total",
          "Connections to the TLS listeners, by what became of them.",
          {{"result", "too_many"}})),
      stopper_(eventfd(0, EFD_CLOEXEC)) {}

TlsDoor::~TlsDoor() {
  Close();
  close(stopper_);
}

void TlsDoor::Open(std::unique_ptr<Acceptor> acceptor) {
  acceptor_ = std::move(acceptor);
  thread_ = std::thread([this] { Run(); });
}

void TlsDoor::Close() {
  if (thread_.joinable()) {
    const uint64_t one = 1;
    if (write(stopper_, &one, sizeof(one)) != sizeof(one)) std::abort();
    thread_.join();
  }
  // Whoever comes now is refused at once, and tries another server.
  for (const int listener : listeners_) close(listener);
  listeners_.clear();
}

bool TlsDoor::Pause(int milliseconds) const {
  pollfd stopped = {.fd = stopper_, .events = POLLIN, .revents = 0};
  return poll(&stopped, 1, milliseconds) > 0;
}

void TlsDoor::Run() {
  std::vector<pollfd> waited;
  for (const int listener : listeners_) {
    waited.push_back({.fd = listener, .events = POLLIN, .revents = 0});
  }
  waited.push_back({.fd = stopper_, .events = POLLIN, .revents = 0});
  ArrivalLimits limits;
  while (true) {
    if (poll(waited.data(), waited.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (waited.back().revents != 0) return;
    bool full = false;
    // Of each: a flood at one keeps nobody from the others.
    for (const int listener : listeners_) {
      int left = kTakenAtOnce;
      while (left > 0 && !full && Take(listener, limits, full)) --left;
    }
    if (Pause(full ? kRestWhenFullMs : kRestMs)) return;
  }
}

bool TlsDoor::Take(int listener, ArrivalLimits& limits, bool& full) {
  sockaddr_storage peer = {};
  socklen_t length = sizeof(peer);
  const int connection = accept4(listener, reinterpret_cast<sockaddr*>(&peer),
                                 &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (connection < 0) {
    full = errno != EAGAIN && errno != ECONNABORTED && errno != EINTR;
    return false;
  }
  if (!limits.Admit(peer, absl::Now())) {
    refused_.Increment();
    Reset(connection);
    return true;
  }
  taken_.Increment();
  const int yes = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  Acceptor::NewConnectionParameters parameters;
  parameters.listener_fd = listener;
  parameters.fd = connection;
  acceptor_->HandleNewConnection(&parameters);
  return true;
}

}  // namespace winnow
