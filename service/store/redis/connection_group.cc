#include "service/store/redis/connection_group.h"

#include <limits>
#include <utility>

#include "absl/time/clock.h"

namespace winnow {
namespace {

// Somewhat less than Redis reads at once (16 KB and what its buffer has left),
// so that a whole choice fits.
constexpr size_t kRoomBytes = 14 * 1024;

ConnectionOptions Share(ConnectionOptions options) {
  options.commands_max /= ConnectionGroup::kConnections;
  options.command_bytes_max /= ConnectionGroup::kConnections;
  return options;
}

}  // namespace

ConnectionGroup::ConnectionGroup(const ConnectionOptions& options)
    : connections_{{Connection(Share(options)), Connection(Share(options)),
                    Connection(Share(options)), Connection(Share(options))}} {}

Connection& ConnectionGroup::Choose() {
  // A thread that serves a connection need not wake another to go on with it.
  for (Connection& connection : connections_) {
    if (connection.OnIoThread() && connection.bytes_in_flight() < kRoomBytes) {
      return connection;
    }
  }
  Connection* least = nullptr;
  size_t least_bytes = std::numeric_limits<size_t>::max();
  for (Connection& connection : connections_) {
    const size_t bytes = connection.bytes_in_flight();
    if (bytes < kRoomBytes) return connection;
    if (bytes < least_bytes) {
      least = &connection;
      least_bytes = bytes;
    }
  }
  return *least;
}

void ConnectionGroup::Send(Command command, const CommandOptions& options,
                           ReplyHandler done) {
  Choose().Send(std::move(command), options, std::move(done));
}

void ConnectionGroup::SendAfter(Command prelude, Command command,
                                const CommandOptions& options,
                                ReplyHandler done) {
  Choose().SendAfter(std::move(prelude), std::move(command), options,
                     std::move(done));
}

absl::Status ConnectionGroup::WaitUntilConnected(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  for (Connection& connection : connections_) {
    const absl::Status status =
        connection.WaitUntilConnected(deadline - absl::Now());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ConnectionGroup::health() const {
  for (const Connection& connection : connections_) {
    const absl::Status status = connection.health();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

ConnectionStats ConnectionGroup::stats() const {
  ConnectionStats sum;
  for (const Connection& connection : connections_) sum += connection.stats();
  return sum;
}

bool ConnectionGroup::OnIoThread() const {
  for (const Connection& connection : connections_) {
    if (connection.OnIoThread()) return true;
  }
  return false;
}

void ConnectionGroup::Close() {
  for (Connection& connection : connections_) connection.Close();
}

}  // namespace winnow
