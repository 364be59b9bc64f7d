#include "service/store/redis/socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

constexpr int kSocketFlags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

// Always Unavailable, whatever errno says: the caller tries again.
absl::Status SystemError(absl::string_view what, int error) {
  return absl::UnavailableError(absl::StrCat(what, ": ", strerror(error)));
}

bool WouldBlock(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

absl::StatusOr<Socket> Socket::Connect(const std::string& address,
                                       size_t attempt) {
  if (absl::StartsWith(address, "unix:")) {
    return ConnectUnix(address.substr(strlen("unix:")));
  }
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a Redis address is unix:PATH or HOST:PORT, not \"", address, "\""));
  }
  absl::string_view host = absl::string_view(address).substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return ConnectTcp(std::string(host), address.substr(colon + 1), attempt);
}

absl::StatusOr<Socket> Socket::ConnectUnix(const std::string& path) {
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof(name.sun_path)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the path of a Unix socket has 1 to ", sizeof(name.sun_path) - 1,
        " bytes, unlike \"", path, "\""));
  }
  path.copy(name.sun_path, path.size());
  Socket socket(::socket(AF_UNIX, kSocketFlags, 0));
  if (!socket.is_open()) return SystemError("cannot make a socket", errno);
  if (connect(socket.fd_, reinterpret_cast<const sockaddr*>(&name),
              sizeof(name)) != 0) {
    return SystemError(absl::StrCat("cannot connect to unix:", path), errno);
  }
  return socket;
}

absl::StatusOr<Socket> Socket::ConnectTcp(const std::string& host,
                                          const std::string& port,
                                          size_t attempt) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (error != 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot look up ", host, ": ", gai_strerror(error)));
  }
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };
  std::vector<const addrinfo*> targets;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    targets.push_back(at);
  }
  const addrinfo& target = *targets[attempt % targets.size()];

  Socket socket(::socket(target.ai_family, kSocketFlags, target.ai_protocol));
  if (!socket.is_open()) return SystemError("cannot make a socket", errno);
  const int on = 1;
  // Batches are whole already; waiting for more would only add delay.
  setsockopt(socket.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  setsockopt(socket.fd_, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
  if (connect(socket.fd_, target.ai_addr, target.ai_addrlen) != 0 &&
      errno != EINPROGRESS) {
    return SystemError(absl::StrCat("cannot connect to ", host, ":", port),
                       errno);
  }
  return socket;
}

absl::Status Socket::FinishConnect() const {
  int error = 0;
  socklen_t length = sizeof(error);
  if (getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
    error = errno;
  }
  if (error != 0) return SystemError("cannot connect", error);
  return absl::OkStatus();
}

absl::StatusOr<size_t> Socket::Write(std::span<const iovec> parts) const {
  msghdr message = {};
  message.msg_iov = const_cast<iovec*>(parts.data());
  message.msg_iovlen = parts.size();
  // A peer that has gone is an error to handle, not a signal to die of.
  const ssize_t written = sendmsg(fd_, &message, MSG_NOSIGNAL);
  if (written >= 0) return static_cast<size_t>(written);
  if (WouldBlock(errno)) return 0;
  return SystemError("cannot write to Redis", errno);
}

absl::StatusOr<size_t> Socket::Read(std::span<char> buffer) const {
  const ssize_t got = recv(fd_, buffer.data(), buffer.size(), 0);
  if (got > 0) return static_cast<size_t>(got);
  if (got == 0) return absl::UnavailableError("Redis closed the connection");
  if (WouldBlock(errno)) return 0;
  return SystemError("cannot read from Redis", errno);
}

void Socket::Close() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

}  // namespace winnow
