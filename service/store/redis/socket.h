// A non-blocking stream socket to a Redis address.
//
// Internal to the connection. Threads: one at a time.

#ifndef WINNOW_SERVICE_STORE_REDIS_SOCKET_H_
#define WINNOW_SERVICE_STORE_REDIS_SOCKET_H_

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace winnow {

class Socket {
 public:
  Socket() = default;
  ~Socket() { Close(); }

  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  // Begins to connect to `unix:PATH` or `HOST:PORT` (`[::1]:6379` for IPv6).
  // The socket becomes writable when that has ended, well or not: see
  // FinishConnect(). A name with several addresses is tried one address an
  // attempt, in turn.
  // Cost: blocks while a host name is looked up; not for an address or a path.
  // Errors: InvalidArgument (not such an address), Unavailable.
  static absl::StatusOr<Socket> Connect(const std::string& address,
                                        size_t attempt);

  // Returns whether the connection begun by Connect() stands.
  absl::Status FinishConnect() const;

  // Writes or reads what is possible at once; 0 bytes when it would block.
  // Errors: Unavailable when the connection has ended.
  absl::StatusOr<size_t> Write(std::span<const iovec> parts) const;
  absl::StatusOr<size_t> Read(std::span<char> buffer) const;

  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void Close();

 private:
  explicit Socket(int fd) : fd_(fd) {}
  static absl::StatusOr<Socket> ConnectUnix(const std::string& path);
  static absl::StatusOr<Socket> ConnectTcp(const std::string& host,
                                           const std::string& port,
                                           size_t attempt);

  int fd_ = -1;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_SOCKET_H_
