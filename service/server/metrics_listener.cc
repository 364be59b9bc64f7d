#include "service/server/metrics_listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

constexpr size_t kRequestBytesMax = 4096;
constexpr int kBacklog = 8;
constexpr timeval kPatience = {.tv_sec = 2, .tv_usec = 0};

absl::Status Failed(const std::string& address, absl::string_view what) {
  return absl::UnavailableError(
      absl::StrCat("--metrics_listen: cannot listen on ", address, ": ", what));
}

std::string Answer(absl::string_view status, absl::string_view body) {
  return absl::StrCat("HTTP/1.1 ", status,
                      "\r\nContent-Type: text/plain; version=0.0.4\r\n"
                      "Connection: close\r\nContent-Length: ",
                      body.size(), "\r\n\r\n", body);
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsListener>> MetricsListener::Start(
    const std::string& address, Metrics& metrics) {
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
  if (looked != 0) return Failed(address, gai_strerror(looked));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found,
                                                             freeaddrinfo);
  const int listener = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  if (listener < 0 ||
      setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
      bind(listener, found->ai_addr, found->ai_addrlen) != 0 ||
      listen(listener, kBacklog) != 0) {
    absl::Status failed =
        Failed(address, absl::ErrnoToStatus(errno, "").message());
    if (listener >= 0) close(listener);
    return failed;
  }
  sockaddr_in6 bound = {};  // large enough for both families
  socklen_t length = sizeof(bound);
  getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &length);
  const int stopper = eventfd(0, EFD_CLOEXEC);
  return std::unique_ptr<MetricsListener>(
      new MetricsListener(listener, stopper, ntohs(bound.sin6_port), metrics));
}

MetricsListener::MetricsListener(int listener, int stopper, int port,
                                 Metrics& metrics)
    : listener_(listener),
      stopper_(stopper),
      port_(port),
      metrics_(metrics),
      thread_([this] { Run(); }) {}

MetricsListener::~MetricsListener() {
  const uint64_t one = 1;
  if (write(stopper_, &one, sizeof(one)) != sizeof(one)) std::abort();
  thread_.join();
  close(listener_);
  close(stopper_);
}

void MetricsListener::Run() {
  pollfd waited[] = {{.fd = listener_, .events = POLLIN, .revents = 0},
                     {.fd = stopper_, .events = POLLIN, .revents = 0}};
  while (true) {
    if (poll(waited, 2, -1) < 0 && errno != EINTR) return;
    if (waited[1].revents != 0) return;
    if (waited[0].revents == 0) continue;
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &kPatience,
               sizeof(kPatience));
    setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &kPatience,
               sizeof(kPatience));
    Serve(connection);
    close(connection);
  }
}

void MetricsListener::Serve(int connection) {
  std::string request;
  char buffer[kRequestBytesMax];
  while (!absl::StrContains(request, "\r\n\r\n")) {
    const ssize_t got = read(connection, buffer, sizeof(buffer));
    if (got <= 0 || request.size() > kRequestBytesMax) return;
    request.append(buffer, static_cast<size_t>(got));
  }
  const std::string answer = absl::StartsWith(request, "GET /metrics ")
                                 ? Answer("200 OK", metrics_.Expose())
                                 : Answer("404 Not Found", "see /metrics\n");
  absl::string_view rest = answer;
  while (!rest.empty()) {
    const ssize_t sent =
        send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    rest.remove_prefix(static_cast<size_t>(sent));
  }
}

}  // namespace winnow
