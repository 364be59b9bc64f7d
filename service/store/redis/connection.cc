#include "service/store/redis/connection.h"

#include <utility>
#include <vector>

#include "service/store/redis/io_loop.h"
#include "service/store/redis/io_thread.h"
#include "service/store/redis/wait_for_reply.h"

namespace winnow {

Connection::Connection(ConnectionOptions options)
    : loop_(std::make_unique<IoLoop>(std::move(options))),
      thread_(std::make_unique<IoThread>(std::vector<IoLoop*>{loop_.get()})) {}

Connection::~Connection() { Close(); }

void Connection::Close() { thread_->Close(); }

void Connection::Send(Command command, const CommandOptions& options,
                      ReplyHandler done) {
  loop_->Send(std::move(command), options, std::move(done));
}

void Connection::SendAfter(Command prelude, Command command,
                           const CommandOptions& options, ReplyHandler done) {
  loop_->SendAfter(std::move(prelude), std::move(command), options,
                   std::move(done));
}

absl::StatusOr<Reply> Connection::Call(Command command,
                                       const CommandOptions& options) {
  if (OnIoThread()) {
    return absl::InternalError(
        "waiting for Redis on the thread that serves it");
  }
  return WaitForReply([&](ReplyHandler done) {
    Send(std::move(command), options, std::move(done));
  });
}

bool Connection::OnIoThread() const { return thread_->IsCaller(); }

absl::Status Connection::WaitUntilConnected(absl::Duration timeout) {
  return loop_->WaitUntilConnected(timeout);
}

absl::Status Connection::health() const { return loop_->health(); }

ConnectionStats Connection::stats() const { return loop_->stats(); }

}  // namespace winnow
