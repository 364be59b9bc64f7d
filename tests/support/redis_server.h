// A real redis-server of a test's own: a Unix socket and all its files in a
// fresh temporary directory, gone with this object. It dies with the test, even
// if that is killed.
//
// Threads: one, and the same as made it must outlive it.

#ifndef WINNOW_TESTS_SUPPORT_REDIS_SERVER_H_
#define WINNOW_TESTS_SUPPORT_REDIS_SERVER_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace winnow {

class RedisServer {
 public:
  struct Options {
    // Keeps its data over Kill9() and Restart(): `appendfsync always`.
    bool append_only = false;
    // 0 for none but the Unix socket; a Cluster needs one.
    int port = 0;
    // Further lines of redis.conf.
    std::vector<std::string> config = {};
  };

  // Starts it and waits until it answers; ends the test program if it does not.
  RedisServer() : RedisServer(Options()) {}
  explicit RedisServer(Options options);
  ~RedisServer();

  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  // Returns `unix:PATH`, for a Connection.
  std::string address() const { return "unix:" + socket_path(); }
  std::string socket_path() const { return dir_ + "/redis.sock"; }

  // Returns the directory with its socket, log and append-only file.
  const std::string& dir() const { return dir_; }

  pid_t pid() const { return pid_; }

  // Kills it where it stands (SIGKILL), or ends it in order (SIGTERM); both
  // return when it is gone.
  void Kill9();
  void Stop();

  // Starts it again on the same directory, after ending it if need be.
  void Restart();

  // Starts it again without waiting for it to answer.
  void Start();
  void WaitUntilReady();

  // Makes it stand still and go on (SIGSTOP, SIGCONT).
  void Pause();
  void Resume();

 private:
  void Signal(int signal);
  void WaitUntilGone();
  bool Answers() const;

  const Options options_;
  std::string dir_;
  pid_t pid_ = -1;
};

// Returns a TCP port that nobody listens on at this moment, low enough for the
// bus port that a Cluster node adds 10,000 for.
int FreeTcpPort();

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_REDIS_SERVER_H_
