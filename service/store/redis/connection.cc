#include "service/store/redis/connection.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "service/store/redis/io_loop.h"

namespace winnow {

Connection::Connection(ConnectionOptions options)
    : loop_(std::make_unique<IoLoop>(std::move(options))),
      thread_([loop = loop_.get()] { loop->Run(); }) {}

Connection::~Connection() {
  loop_->Stop();
  thread_.join();
}

void Connection::Send(Command command, const CommandOptions& options,
                      ReplyHandler done) {
  loop_->Send(std::move(command), options, std::move(done));
}

absl::StatusOr<Reply> Connection::Call(Command command,
                                       const CommandOptions& options) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    return absl::InternalError(
        "waiting for Redis on the thread that serves it");
  }
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<absl::StatusOr<Reply>> answer;
  Send(std::move(command), options, [&](absl::StatusOr<Reply> reply) {
    // Notified under the lock: once it is free, this frame may be gone.
    const std::lock_guard lock(mutex);
    answer.emplace(std::move(reply));
    answered.notify_one();
  });
  std::unique_lock lock(mutex);
  answered.wait(lock, [&answer] { return answer.has_value(); });
  return *std::move(answer);
}

absl::Status Connection::WaitUntilConnected(absl::Duration timeout) {
  return loop_->WaitUntilConnected(timeout);
}

absl::Status Connection::health() const { return loop_->health(); }

ConnectionStats Connection::stats() const { return loop_->stats(); }

}  // namespace winnow
