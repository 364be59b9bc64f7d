#include "tests/support/redis_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <utility>

namespace winnow {
namespace {

constexpr auto kStartTimeout = std::chrono::seconds(30);
constexpr auto kPollPause = std::chrono::milliseconds(2);

// A test without its Redis can say nothing.
[[noreturn]] void Die(const std::string& why) {
  fprintf(stderr, "redis-server for the test: %s\n", why.c_str());
  abort();
}

}  // namespace

RedisServer::RedisServer(Options options) : options_(std::move(options)) {
  // Short, because the path of a Unix socket may have 107 bytes.
  std::string pattern = "/tmp/winnow-redis-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) Die("cannot make " + pattern);
  dir_ = pattern;
  std::ofstream config(dir_ + "/redis.conf");
  config << "port " << options_.port << "\n"
         << "bind 127.0.0.1\n"
         << "unixsocket " << socket_path() << "\n"
         << "dir " << dir_ << "\n"
         << "logfile " << dir_ << "/redis.log\n"
         << "save \"\"\n"
         << "daemonize no\n";
  if (options_.append_only) config << "appendonly yes\nappendfsync always\n";
  for (const std::string& line : options_.config) config << line << "\n";
  config.close();
  Start();
  WaitUntilReady();
}

RedisServer::~RedisServer() {
  if (pid_ > 0) Kill9();
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

void RedisServer::Start() {
  // Left behind by a kill; with it gone, a connection is to the new one.
  unlink(socket_path().c_str());
  const std::string config = dir_ + "/redis.conf";
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) Die("cannot fork");
  if (pid_ != 0) return;
  // Only async-signal-safe calls from here on: the test may have threads.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  const int null = open("/dev/null", O_RDWR);
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  execlp("redis-server", "redis-server", config.c_str(), nullptr);
  _exit(127);
}

void RedisServer::WaitUntilReady() {
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeout;
  while (!Answers()) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      Die("it ended at once; is redis-server installed? see redis.log");
    }
    if (std::chrono::steady_clock::now() > deadline) Die("it does not answer");
    std::this_thread::sleep_for(kPollPause);
  }
}

bool RedisServer::Answers() const {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  socket_path().copy(name.sun_path, sizeof(name.sun_path) - 1);
  char answer[8] = {};
  const bool pong =
      connect(fd, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) ==
          0 &&
      write(fd, "PING\r\n", 6) == 6 &&
      read(fd, answer, sizeof(answer) - 1) > 0 &&
      // While it loads it answers -LOADING; with a password set,
      // -NOAUTH is as ready as it gets.
      (strncmp(answer, "+PONG", 5) == 0 || strncmp(answer, "-NOAUTH", 7) == 0);
  close(fd);
  return pong;
}

void RedisServer::Kill9() {
  Signal(SIGKILL);
  WaitUntilGone();
}

void RedisServer::Stop() {
  Signal(SIGTERM);
  WaitUntilGone();
}

void RedisServer::Restart() {
  if (pid_ > 0) Stop();
  Start();
  WaitUntilReady();
}

void RedisServer::Pause() { Signal(SIGSTOP); }
void RedisServer::Resume() { Signal(SIGCONT); }

void RedisServer::Signal(int signal) {
  if (pid_ > 0) kill(pid_, signal);
}

void RedisServer::WaitUntilGone() {
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int FreeTcpPort() {
  std::random_device random;
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const auto port = static_cast<uint16_t>(20000 + random() % 10000);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) continue;
    sockaddr_in name = {};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_free =
        bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) == 0;
    close(fd);
    if (is_free) return port;
  }
  Die("no free port");
}

}  // namespace winnow
