#include "service/server/metrics_listener.h"

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
#include "service/server/tcp_sockets.h"

namespace winnow {
namespace {

constexpr size_t kRequestBytesMax = 4096;
constexpr int kBacklog = 8;
constexpr timeval kPatience = {.tv_sec = 2, .tv_usec = 0};

std::string Answer(absl::string_view status, absl::string_view body) {
  return absl::StrCat("HTTP/1.1 ", status,
                      "\r\nContent-Type: text/plain; version=0.0.4\r\n"
                      "Connection: close\r\nContent-Length: ",
                      body.size(), "\r\n\r\n", body);
}

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsListener>> MetricsListener::Start(
    const std::string& address, Metrics& metrics) {
  const auto opened = ListenOnTcp("metrics_listen", address, kBacklog);
  if (!opened.ok()) return opened.status();
  // A name may have several addresses; one is enough for Prometheus.
  const int listener = opened->front();
  for (size_t i = 1; i < opened->size(); ++i) close((*opened)[i]);
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
