// A few connections to one redis-server, used as one and served by one thread.
//
// Redis reads at most about 20 KB from each connection before it flushes the
// append-only file, which takes milliseconds, and answers. On one connection a
// crowd of submissions would wait for several flushes; on four, 64 of them
// share one or two. While little is under way the first connection takes it
// all, so that commands still leave together.
//
// A host's name is looked up on that thread, and all wait for it: prefer an
// address or a socket.
//
// Commands of different connections may overtake each other: whoever needs an
// order waits for the answer first, as everybody does who reads it.
//
// Threads: as Connection.

#ifndef WINNOW_SERVICE_STORE_REDIS_CONNECTION_GROUP_H_
#define WINNOW_SERVICE_STORE_REDIS_CONNECTION_GROUP_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/store/redis/command.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

class IoLoop;
class IoThread;

class ConnectionGroup {
 public:
  static constexpr size_t kConnections = 4;

  // Each connection runs the setup; the limits on what is in flight hold for
  // all of them together.
  explicit ConnectionGroup(const ConnectionOptions& options);
  ~ConnectionGroup();

  // See Connection. Adds nothing but the choice.
  void Send(Command command, const CommandOptions& options, ReplyHandler done);
  void SendAfter(Command prelude, Command command,
                 const CommandOptions& options, ReplyHandler done);

  // Waits until all of them stand; else returns why one does not.
  absl::Status WaitUntilConnected(absl::Duration timeout);

  // Returns OK while all of them stand, else why one does not.
  absl::Status health() const;

  // Returns the sums.
  ConnectionStats stats() const;

  // Says whether the caller runs on their I/O thread.
  bool OnIoThread() const;

  void Close();

 private:
  // Returns the first that has room, else the one with the least under way.
  IoLoop& Choose();

  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::unique_ptr<IoThread> thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_CONNECTION_GROUP_H_
