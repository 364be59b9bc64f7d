#include "service/store/redis/connection_group.h"

#include <limits>
#include <utility>

#include "absl/time/clock.h"
#include "service/store/redis/io_loop.h"
#include "service/store/redis/io_thread.h"

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

ConnectionGroup::ConnectionGroup(const ConnectionOptions& options) {
  std::vector<IoLoop*> loops;
  for (size_t i = 0; i < kConnections; ++i) {
    loops_.push_back(std::make_unique<IoLoop>(Share(options)));
    loops.push_back(loops_.back().get());
  }
  thread_ = std::make_unique<IoThread>(std::move(loops));
}

ConnectionGroup::~ConnectionGroup() { Close(); }

IoLoop& ConnectionGroup::Choose() {
  // One that is away is chosen only when all are.
  IoLoop* least = loops_.front().get();
  size_t least_bytes = std::numeric_limits<size_t>::max();
  for (const auto& loop : loops_) {
    if (!loop->is_available()) continue;
    const size_t bytes = loop->bytes_in_flight();
    if (bytes < kRoomBytes) return *loop;
    if (bytes < least_bytes) {
      least = loop.get();
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
  for (const auto& loop : loops_) {
    const absl::Status status =
        loop->WaitUntilConnected(deadline - absl::Now());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ConnectionGroup::health() const {
  for (const auto& loop : loops_) {
    const absl::Status status = loop->health();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

ConnectionStats ConnectionGroup::stats() const {
  ConnectionStats sum;
  for (const auto& loop : loops_) sum += loop->stats();
  return sum;
}

bool ConnectionGroup::OnIoThread() const { return thread_->IsCaller(); }

void ConnectionGroup::Close() { thread_->Close(); }

}  // namespace winnow
