// Ten thousand pages that listen, and what is left for those that write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/e2e/gateway/gateway_program.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using nlohmann::json;
using testing::HasSubstr;

constexpr int kStreams = 10'000;
constexpr int kIdle = 1'000;
constexpr int kSubmits = 200;
// Of the test's own: keys, logs, Redis, winnowd.
constexpr int kOtherFiles = 300;

// Raises this program's limit of open files to the hard one, which the gateway
// that it starts inherits; returns it.
int64_t RaiseFileLimit() {
  rlimit files = {};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  return static_cast<int64_t>(files.rlim_cur);
}

int64_t ResidentKilobytes(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  std::string line;
  int64_t kilobytes = 0;
  while (std::getline(file, line)) {
    if (!absl::StartsWith(line, "VmRSS:")) continue;
    const std::string digits = line.substr(6, line.find("kB") - 6);
    if (absl::SimpleAtoi(digits, &kilobytes)) break;
  }
  return kilobytes;
}

// One connection, a file and nothing else.
tcp::socket Connect(net::io_context& io, int port) {
  tcp::socket socket(io);
  boost::system::error_code error;
  socket.connect(tcp::endpoint(net::ip::address_v4::loopback(),
                               static_cast<uint16_t>(port)),
                 error);
  EXPECT_FALSE(error) << error.message();
  return socket;
}

// Reads until a text comes; false if the server closes before it.
bool ReadUntil(tcp::socket& socket, const std::string& text) {
  std::string said;
  boost::system::error_code error;
  net::read_until(socket, net::dynamic_buffer(said), text, error);
  return !error;
}

TEST(Gateway, TakesCommentsWhileTenThousandReadersListen) {
  const int64_t files = RaiseFileLimit();
  if (files < kStreams + kIdle + kOtherFiles) {
    GTEST_SKIP() << "the hard limit of open files is " << files
                 << ", and this needs " << kStreams + kIdle + kOtherFiles;
  }
  WinnowSystem system;
  GatewayProgram gateway(system,
                         "network_writes_per_minute: 100000 "
                         "network_reads_per_second: 100000");
  // Something was done before memory is measured.
  gateway.Send("GET", "comments?thread_id=bridge");
  const int64_t before = ResidentKilobytes(gateway.pid());
  net::io_context io;
  std::vector<tcp::socket> idle;
  std::vector<tcp::socket> readers;
  for (int i = 0; i < kStreams; ++i) {
    readers.push_back(Connect(io, gateway.port()));
    boost::system::error_code failed;
    // 100 of each network, on 100 threads' pages.
    net::write(readers.back(),
               net::buffer(absl::StrCat(
                   "GET /v1/sites/daily/events?thread_id=t", i % 100,
                   " HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 198.51.", i / 100,
                   ".7\r\n\r\n")),
               failed);
    ASSERT_FALSE(failed) << i << failed.message();
  }
  for (tcp::socket& reader : readers) {
    ASSERT_TRUE(ReadUntil(reader, "event: ready\ndata: {}\n\n"));
  }
  const int64_t with_streams = ResidentKilobytes(gateway.pid());
  const std::string health = "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n";
  boost::system::error_code error;
  for (int i = 0; i < kIdle; ++i) {
    idle.push_back(Connect(io, gateway.port()));
    net::write(idle.back(), net::buffer(health), error);
    ASSERT_TRUE(ReadUntil(idle.back(), "\"ok\"")) << i;
  }
  std::vector<absl::Duration> took;
  for (int i = 0; i < kSubmits; ++i) {
    const json form = {
        {"thread",
         {{"id", absl::StrCat("t", i % 100)},
          {"url", absl::StrCat("https://news.example/t", i % 100)}}},
        {"display_name", "Ann"},
        {"email", absl::StrCat("ann", i, "@mail.example")},
        {"body", absl::StrCat("Number ", i, " of many. It has ", i * 7,
                              " bolts and ", i * 13, " planks.")}};
    gateway.reader = absl::StrCat("203.0.", i, ".9");
    const absl::Time start = absl::Now();
    const HttpReply reply = gateway.Send("POST", "comments", form);
    took.push_back(absl::Now() - start);
    ASSERT_EQ(reply.status, 201) << reply.body;
  }
  // The pages of a thread have seen what its list has.
  const HttpReply list = gateway.Send("GET", "comments?thread_id=t0");
  const json comments = json::parse(list.body)["comments"];
  ASSERT_FALSE(comments.empty());
  const auto id = comments[0]["id"].get<std::string>();
  for (int i = 0; i < kStreams; i += 100) {
    ASSERT_TRUE(ReadUntil(readers[i], id)) << i;
  }
  std::sort(took.begin(), took.end());
  std::cout << kStreams << " streams and " << kIdle
            << " idle connections: " << kSubmits << " submits, median "
            << took[took.size() / 2] << ", p99 " << took[took.size() * 99 / 100]
            << ", longest " << took.back() << "; "
            << (with_streams - before) * 1024 / kStreams
            << " bytes of resident memory a stream\n";
  const HttpReply metrics =
      HttpClient(gateway.metrics_port()).Send("GET", "/metrics");
  EXPECT_THAT(metrics.body, HasSubstr("winnow_gateway_streams 10000"));
  EXPECT_EQ(gateway.Stop(), 0);
}

}  // namespace
}  // namespace winnow
