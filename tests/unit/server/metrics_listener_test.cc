#include "service/server/metrics_listener.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Sends bytes and returns all that comes back.
std::string Ask(int port, const std::string& request) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&address),
                    sizeof(address)),
            0);
  EXPECT_EQ(send(connection, request.data(), request.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  char buffer[4096];
  for (ssize_t got; (got = read(connection, buffer, sizeof(buffer))) > 0;) {
    answer.append(buffer, static_cast<size_t>(got));
  }
  close(connection);
  return answer;
}

TEST(MetricsListener, ShowsTheMetricsAndNothingElse) {
  Metrics metrics;
  metrics.MakeCounter("winnow_things_total", "Things.").Increment();
  auto listener = MetricsListener::Start("127.0.0.1:0", metrics);
  ASSERT_THAT(listener, IsOk());
  const int port = (*listener)->port();
  const std::string shown = Ask(port, "GET /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(shown, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(shown, HasSubstr("winnow_things_total 1"));
  EXPECT_THAT(Ask(port, "GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Ask(port, "POST /metrics HTTP/1.1\r\n\r\n"),
              StartsWith("HTTP/1.1 404 "));
}

TEST(MetricsListener, CutsARequestThatNeverEnds) {
  Metrics metrics;
  auto listener = MetricsListener::Start("127.0.0.1:0", metrics);
  ASSERT_THAT(listener, IsOk());
  EXPECT_EQ(Ask((*listener)->port(), std::string(20000, 'x')), "");
  // And serves the next.
  EXPECT_THAT(Ask((*listener)->port(), "GET /metrics HTTP/1.1\r\n\r\n"),
              StartsWith("HTTP/1.1 200 "));
}

TEST(MetricsListener, NamesTheFlagWhenAPortIsTaken) {
  Metrics metrics;
  auto first = MetricsListener::Start("127.0.0.1:0", metrics);
  ASSERT_THAT(first, IsOk());
  const auto second = MetricsListener::Start(
      "127.0.0.1:" + std::to_string((*first)->port()), metrics);
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kUnavailable,
                               HasSubstr("--metrics_listen")));
}

}  // namespace
}  // namespace winnow
