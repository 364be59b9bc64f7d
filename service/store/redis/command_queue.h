// The commands of one connection in the order they go out and are answered:
// first those written and unanswered, then those not yet written.
//
// Knows what may be sent again after a cut connection; knows nothing of
// sockets.
//
// Internal to the connection. Threads: the I/O thread only. Handlers run inside
// the calls that answer commands; they may send new commands, which arrive
// through the inbox and never here.

#ifndef WINNOW_SERVICE_STORE_REDIS_COMMAND_QUEUE_H_
#define WINNOW_SERVICE_STORE_REDIS_COMMAND_QUEUE_H_

#include <sys/uio.h>

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "service/store/redis/pending_command.h"

namespace winnow {

class CommandQueue {
 public:
  // A command that was written this often and never answered is given up even
  // if it may be repeated: it may be what brings Redis down.
  static constexpr int kTimesWrittenMax = 3;

  // Gives back to `budget` what Push'ed commands have taken from it.
  explicit CommandQueue(Budget& budget) : budget_(budget) {}

  void Push(PendingCommand&& command);

  bool empty() const { return commands_.empty(); }
  bool HasUnwritten() const { return written_ < commands_.size(); }
  bool HasUnanswered() const { return written_ > 0; }

  // Points `parts` at the next bytes to write and returns how many it used.
  // The bytes stay in place until the next call of anything else.
  size_t NextParts(std::span<iovec> parts) const;

  // Records that the first `bytes` of NextParts() have been written.
  void MarkWritten(size_t bytes);

  // Answers the oldest written command; false if there is none.
  bool Answer(Reply&& reply);

  // Answers Unavailable to commands whose deadline has passed. One not yet
  // written is taken out; one written keeps its place for its late reply.
  // Returns how many. Cost: nothing before next_deadline().
  size_t Expire(SteadyTime now);

  // No command's deadline is earlier than this.
  SteadyTime next_deadline() const { return next_deadline_; }

  // The connection is gone: keeps what was not written whole and what may be
  // repeated, in order, all unwritten again; answers Unavailable to the rest,
  // whose outcome is unknown.
  void Cut();

  // Answers `status` to everything.
  void FailAll(const absl::Status& status);

 private:
  using Handlers = std::vector<ReplyHandler>;

  // Counts a command out; its handler, if it still has one, joins `handlers`,
  // so that handlers run only when the queue is in order again.
  void Drop(PendingCommand&& command, Handlers& handlers);
  static void Run(Handlers handlers, const absl::Status& status);

  Budget& budget_;
  std::deque<PendingCommand> commands_;
  // How many at the front are written whole.
  size_t written_ = 0;
  // How many bytes of the next one are written. Redis cannot have run it.
  size_t partly_written_bytes_ = 0;
  SteadyTime next_deadline_ = SteadyTime::max();
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_COMMAND_QUEUE_H_
