// A Connection is one connection to one redis-server, shared by all threads.
//
// One I/O thread owns the socket. Any thread sends commands; they leave in the
// order of Send, as many in one write as have gathered (implicit pipelining),
// and are answered in that order. It connects by itself, again after every cut,
// with growing pauses.
//
// When the connection is cut: commands not yet written are sent again; written
// and unanswered ones are sent again only if idempotent, else they fail with
// Unavailable and their outcome is unknown.
//
// Threads: any, for everything but Close() and the destructor, which are its
// owner's; what is unanswered then fails with Unavailable.

#ifndef WINNOW_SERVICE_STORE_REDIS_CONNECTION_H_
#define WINNOW_SERVICE_STORE_REDIS_CONNECTION_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/redis/command.h"
#include "service/store/redis/connection_options.h"
#include "service/store/redis/reply.h"

namespace winnow {

class IoLoop;
class IoThread;

class Connection {
 public:
  // Starts the I/O thread, which begins to connect.
  explicit Connection(ConnectionOptions options);
  ~Connection();

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Sends a command; `done` gets the answer exactly once.
  // Effects: `done` runs on the I/O thread and must be short, since every other
  // answer waits for it; it may Send, never Call. When a command is refused at
  // once, `done` runs before Send returns, on the caller's thread.
  // Errors: Unavailable (Redis away, cut, or not answering in time),
  // ResourceExhausted (too much in flight).
  // Cost: one short lock; a system call if the I/O thread sleeps.
  void Send(Command command, const CommandOptions& options, ReplyHandler done);

  // The same, with `prelude` sent right before `command` and its answer
  // dropped. After a cut the prelude is not sent again.
  void SendAfter(Command prelude, Command command,
                 const CommandOptions& options, ReplyHandler done);

  // Sends a command and waits for the answer. Not for the threads of the RPC
  // library, nor for the I/O thread, where it answers Internal.
  absl::StatusOr<Reply> Call(Command command, const CommandOptions& options);

  // Waits until the connection stands; else returns why it does not.
  absl::Status WaitUntilConnected(absl::Duration timeout);

  // Returns OK while the connection stands, else why it does not.
  absl::Status health() const;

  ConnectionStats stats() const;

  // Says whether the caller runs on the I/O thread, as handlers do.
  bool OnIoThread() const;

  // Fails what is unanswered and ends the I/O thread. From then on everything
  // sent fails at once. Not from the I/O thread; done by the destructor too.
  void Close();

 private:
  const std::unique_ptr<IoLoop> loop_;
  const std::unique_ptr<IoThread> thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_CONNECTION_H_
