#include "clients/gateway/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/eventually.h"
#include "tests/support/http_client.h"
#include "tests/unit/clients/gateway/echo_server.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(HttpServer, TakesARequestAtOnceWhileAThousandConnectionsSayNothing) {
  constexpr int kIdle = 1000;
  rlimit files = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = files.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  if (files.rlim_cur < 2 * kIdle + 100) GTEST_SKIP() << "too few files";
  const auto server = StartEcho();
  std::vector<std::unique_ptr<HttpClient>> idle;
  for (int i = 0; i < kIdle; ++i) {
    idle.push_back(std::make_unique<HttpClient>(server->port()));
    ASSERT_TRUE(idle.back()->Push("P"));
  }
  HttpClient client(server->port());
  const absl::Time start = absl::Now();
  EXPECT_EQ(client.Send("POST", "/", {}, "abc").status, 200);
  // None of the others has been ended to make room for it.
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST(HttpServer, AnswersWhatIsUnderWayBeforeItEnds) {
  std::atomic<bool> go = false;
  std::atomic<int> waiting = 0;
  std::vector<std::thread> answering;
  HttpServer::Options options;
  options.listen = "127.0.0.1:0";
  options.limits.timeouts.header = absl::Minutes(1);
  auto server =
      HttpServer::Start(
          std::move(options),
          [&](const HttpServer::Post&) -> absl::StatusOr<HttpHandler> {
            return HttpHandler(
                [&](const HttpRequest& request, const AnswerSink& sink) {
                  ++waiting;
                  answering.emplace_back([&go, request, sink] {
                    Eventually([&go] { return go.load(); });
                    sink(Echo(request));
                  });
                });
          },
          nullptr)
          .value();
  const int port = server->port();
  HttpClient idle(port);
  ASSERT_TRUE(idle.Push(""));
  HttpReply reply;
  std::thread asking(
      [&] { reply = HttpClient(port).Send("GET", "/under-way"); });
  EXPECT_TRUE(Eventually([&] { return waiting.load() == 1; }));
  const absl::Time start = absl::Now();
  std::thread draining([&] { server->Drain(absl::Seconds(50)); });
  EXPECT_TRUE(Eventually([&] { return !HttpClient(port).Push(""); }));
  go = true;
  asking.join();
  draining.join();
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body, HasSubstr("/under-way"));
  // The idle one was not waited for.
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
  EXPECT_THAT(idle.ReadToEnd(), IsEmpty());
  for (std::thread& one : answering) one.join();
  server = nullptr;
}

TEST(HttpServer, SaysWhereItCannotListen) {
  const auto server = StartEcho();
  for (const std::string& address :
       {absl::StrCat("127.0.0.1:", server->port()), std::string("here:80"),
        std::string("127.0.0.1"), std::string("127.0.0.1:99999"),
        std::string("[::1:80")}) {
    HttpServer::Options options;
    options.listen = address;
    const auto second = HttpServer::Start(
        std::move(options),
        [](const HttpServer::Post&) -> absl::StatusOr<HttpHandler> {
          return HttpHandler();
        },
        nullptr);
    ASSERT_FALSE(second.ok()) << address;
    EXPECT_THAT(std::string(second.status().message()), HasSubstr("--listen"));
  }
}

}  // namespace
}  // namespace winnow
