// What serves one connection, turn by turn: connects, writes what the inbox
// brings, reads replies, keeps the time.
//
// Internal to the connection. Threads: Send, Wake and the questions from any;
// the turns on the I/O thread, which alone touches everything below them.

#ifndef WINNOW_SERVICE_STORE_REDIS_IO_LOOP_H_
#define WINNOW_SERVICE_STORE_REDIS_IO_LOOP_H_

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "service/store/redis/command_queue.h"
#include "service/store/redis/connection_options.h"
#include "service/store/redis/handshake.h"
#include "service/store/redis/inbox.h"
#include "service/store/redis/pending_command.h"
#include "service/store/redis/reply_reader.h"
#include "service/store/redis/socket.h"

namespace winnow {

class IoLoop {
 public:
  explicit IoLoop(ConnectionOptions options);

  // See connection.h.
  void Send(Command command, const CommandOptions& options, ReplyHandler done);
  void SendAfter(Command prelude, Command command,
                 const CommandOptions& options, ReplyHandler done);
  absl::Status WaitUntilConnected(absl::Duration timeout);
  absl::Status health() const;
  ConnectionStats stats() const;
  size_t bytes_in_flight() const { return budget_.bytes(); }
  // False once Redis has been away for longer than the grace: what is sent
  // then fails at once.
  bool is_available() const {
    return available_.load(std::memory_order_relaxed);
  }

  // Makes the I/O thread look around.
  void Wake() { inbox_.Wake(); }

  // The turns. Begin comes first, once; then Prepare, before each sleep, and
  // Awake and perhaps Serve after it; then End, after which all fails.
  // Begin: has the inbox watched with a null pointer, and from then on the
  // socket with a pointer to this object, both by `epoll_fd`.
  void Begin(int epoll_fd, SteadyTime now);
  // Does what the clock calls for and writes what has been sent. Says whether
  // the inbox was left empty and the thread may sleep, until NextTime().
  bool Prepare(SteadyTime now);
  SteadyTime NextTime() const;
  void Awake() { inbox_.Awake(); }
  // Does what the events of the socket call for.
  void Serve(uint32_t events, SteadyTime now);
  void End();

 private:
  // Down: waits for retry_at_. Connecting: for the socket. Greeting: for the
  // handshake's replies. Up: serves.
  enum class State { kDown, kConnecting, kGreeting, kUp };

  // Takes a command of `bytes` from the budget, or answers why not.
  bool Admit(size_t bytes, ReplyHandler& done);

  void KeepTime();
  bool TakeCommands();
  void StartConnecting();
  void StartGreeting();
  void BecomeUp();

  // Ends the connection or the attempt, and plans the next.
  void Disconnect(const absl::Status& why);

  // Writes as much as the socket takes.
  void Write();
  void WriteGreeting();
  void Read();
  void TakeReplies();

  // Sends the setup once more: somebody has emptied this Redis of what the
  // connection found or left there. At most once a second.
  void SetUpAgain();

  void WatchWritable(bool watch);
  void SetHealth(const absl::Status& health);

  const ConnectionOptions options_;
  Budget budget_;
  Inbox inbox_;
  // False once Redis has been away for longer than the grace.
  std::atomic<bool> available_ = true;

  mutable std::mutex health_mutex_;
  std::condition_variable health_changed_;
  absl::Status health_;  // Guarded by health_mutex_.

  std::atomic<uint64_t> connects_ = 0;
  std::atomic<uint64_t> commands_timed_out_ = 0;
  std::atomic<uint64_t> bytes_written_ = 0;
  std::atomic<uint64_t> bytes_read_ = 0;

  int epoll_fd_ = -1;  // the thread's
  State state_ = State::kDown;
  Socket socket_;
  bool watching_writable_ = false;
  Handshake handshake_;
  ReplyReader reader_;
  CommandQueue queue_;
  std::vector<PendingCommand> batch_;
  std::vector<char> read_buffer_;

  // When this turn began.
  SteadyTime now_;
  SteadyTime down_since_;
  SteadyTime retry_at_;
  SteadyTime attempt_deadline_;
  SteadyTime set_up_at_;
  // When something arrived last, or the queue was last empty.
  SteadyTime heard_at_;
  // Attempts since the last connection, for the pause and the choice of
  // address.
  size_t attempts_ = 0;
  std::minstd_rand jitter_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_IO_LOOP_H_
