#include "service/store/redis/command_queue.h"

#include <algorithm>
#include <utility>

namespace winnow {

void CommandQueue::Push(PendingCommand&& command) {
  next_deadline_ = std::min(next_deadline_, command.deadline);
  commands_.push_back(std::move(command));
}

size_t CommandQueue::NextParts(std::span<iovec> parts) const {
  size_t used = 0;
  size_t skip = partly_written_bytes_;
  for (size_t at = written_; at < commands_.size() && used < parts.size();
       ++at) {
    const absl::string_view rest = commands_[at].command.encoded().substr(skip);
    skip = 0;
    // The kernel only reads them; iovec serves both directions.
    parts[used].iov_base = const_cast<char*>(rest.data());
    parts[used].iov_len = rest.size();
    ++used;
  }
  return used;
}

void CommandQueue::MarkWritten(size_t bytes) {
  bytes += partly_written_bytes_;
  while (HasUnwritten() && bytes >= commands_[written_].command.bytes()) {
    bytes -= commands_[written_].command.bytes();
    ++commands_[written_].times_written;
    ++written_;
  }
  partly_written_bytes_ = bytes;
}

bool CommandQueue::Answer(Reply&& reply) {
  if (written_ == 0) return false;
  PendingCommand answered = std::move(commands_.front());
  commands_.pop_front();
  --written_;
  // Before the handler, so that it may send one more when the budget was full.
  budget_.Give(answered.command.bytes());
  if (answered.done) std::move(answered.done)(std::move(reply));
  return true;
}

size_t CommandQueue::Expire(SteadyTime now) {
  if (now < next_deadline_) return 0;
  const absl::Status late =
      absl::UnavailableError("Redis did not answer in time");
  Handlers handlers;
  std::deque<PendingCommand> kept;
  next_deadline_ = SteadyTime::max();
  for (size_t at = 0; at < commands_.size(); ++at) {
    PendingCommand& command = commands_[at];
    const bool begun =
        at < written_ || (at == written_ && partly_written_bytes_ > 0);
    const bool expired = command.done && command.deadline <= now;
    if (expired && !begun) {
      Drop(std::move(command), handlers);
      continue;
    }
    if (expired) handlers.push_back(std::exchange(command.done, nullptr));
    if (command.done) {
      next_deadline_ = std::min(next_deadline_, command.deadline);
    }
    kept.push_back(std::move(command));
  }
  commands_.swap(kept);
  const size_t count = handlers.size();
  Run(std::move(handlers), late);
  return count;
}

void CommandQueue::Cut() {
  Handlers handlers;
  std::deque<PendingCommand> kept;
  for (size_t at = 0; at < commands_.size(); ++at) {
    PendingCommand& command = commands_[at];
    const bool may_repeat =
        command.idempotent && command.times_written < kTimesWrittenMax;
    if (command.done && (at >= written_ || may_repeat)) {
      kept.push_back(std::move(command));
    } else {
      Drop(std::move(command), handlers);
    }
  }
  commands_.swap(kept);
  written_ = 0;
  partly_written_bytes_ = 0;
  Run(std::move(handlers),
      absl::UnavailableError("the connection to Redis was cut before the "
                             "answer came; the outcome is unknown"));
}

void CommandQueue::FailAll(const absl::Status& status) {
  Handlers handlers;
  for (PendingCommand& command : commands_) {
    Drop(std::move(command), handlers);
  }
  commands_.clear();
  written_ = 0;
  partly_written_bytes_ = 0;
  next_deadline_ = SteadyTime::max();
  Run(std::move(handlers), status);
}

void CommandQueue::Drop(PendingCommand&& command, Handlers& handlers) {
  budget_.Give(command.command.bytes());
  if (command.done) handlers.push_back(std::move(command.done));
}

void CommandQueue::Run(Handlers handlers, const absl::Status& status) {
  for (ReplyHandler& handler : handlers) std::move(handler)(status);
}

}  // namespace winnow
