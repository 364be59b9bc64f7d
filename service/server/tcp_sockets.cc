#include "service/server/tcp_sockets.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

// Returns a listening socket, or -1 and errno.
int OpenListener(const addrinfo& at, int backlog) {
  const int listener =
      socket(at.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return -1;
  const int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (bind(listener, at.ai_addr, at.ai_addrlen) == 0 &&
      listen(listener, backlog) == 0) {
    return listener;
  }
  const int error = errno;
  close(listener);
  errno = error;
  return -1;
}

}  // namespace

absl::StatusOr<std::vector<int>> ListenOnTcp(absl::string_view flag,
                                             const std::string& address,
                                             int backlog) {
  const auto failed = [&](absl::string_view what) {
    return absl::UnavailableError(
        absl::StrCat("--", flag, ": cannot listen on ", address, ": ", what));
  };
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  const std::string port = address.substr(colon + 1);
  if (absl::StartsWith(host, "[") && absl::EndsWith(host, "]")) {
    host = host.substr(1, host.size() - 2);
  }
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int looked = getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
  if (looked != 0) return failed(gai_strerror(looked));
  const absl::Cleanup freer = [found] { freeaddrinfo(found); };
  std::vector<int> listeners;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    const int listener = OpenListener(*at, backlog);
    if (listener < 0) {
      const absl::Status error = absl::ErrnoToStatus(errno, "");
      for (const int opened : listeners) close(opened);
      return failed(error.message());
    }
    listeners.push_back(listener);
  }
  return listeners;
}

}  // namespace winnow
