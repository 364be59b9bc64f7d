#include "clients/gateway/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Says what it heard.
HttpAnswer Echo(const HttpRequest& request) {
  HttpAnswer answer{.status = request.body_too_large ? 413 : 200};
  answer.body = std::make_shared<const std::string>(absl::StrCat(
      request.method, " ", request.target, " ", request.headers.forwarded_for,
      " ", FormatIpAddress(request.peer), " ", request.body));
  return answer;
}

std::unique_ptr<HttpServer> StartEcho(const HttpLimits& limits = {},
                                      int threads = 2) {
  HttpServer::Options options;
  options.listen = "127.0.0.1:0";
  options.threads = threads;
  options.limits = limits;
  return HttpServer::Start(
             std::move(options),
             [](const HttpServer::Post&) -> absl::StatusOr<HttpHandler> {
               return HttpHandler(
                   [](const HttpRequest& request, const AnswerSink& sink) {
                     sink(Echo(request));
                   });
             },
             nullptr)
      .value();
}

TEST(HttpServer, AnswersRequestsOfOneConnectionInOrder) {
  const auto server = StartEcho();
  HttpClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    const HttpReply reply =
        client.Send("POST", absl::StrCat("/", i), {}, std::string(40'000, 'x'));
    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(reply.body, StartsWith(absl::StrCat("POST /", i)));
    EXPECT_EQ(reply.headers.count("date"), 1u);
  }
  const HttpReply head = client.Send("HEAD", "/a");
  EXPECT_EQ(head.status, 200);
  EXPECT_THAT(head.body, IsEmpty());
  EXPECT_NE(head.headers.at("content-length"), "0");
  // Pipelined.
  const std::string both = client.SendRaw(
      "GET /a HTTP/1.1\r\nHost: h\r\n\r\n"
      "GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(both, AllOf(HasSubstr("GET /a"), HasSubstr("GET /b")));
  EXPECT_LT(both.find("GET /a"), both.find("GET /b"));
}

TEST(HttpServer, JoinsTheLinesOfXForwardedFor) {
  const auto server = StartEcho();
  HttpClient client(server->port());
  EXPECT_THAT(client
                  .Send("GET", "/",
                        {{"X-Forwarded-For", "1.1.1.1"},
                         {"x-forwarded-for", "2.2.2.2, 3.3.3.3"}})
                  .body,
              HasSubstr(" 1.1.1.1,2.2.2.2, 3.3.3.3 127.0.0.1 "));
}

TEST(HttpServer, RefusesWhatIsTooLargeOrNoHttp) {
  const auto server = StartEcho();
  HttpClient client(server->port());
  const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n";
  const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
  const struct {
    const char* name;
    std::string bytes;
    const char* says;
  } rows[] = {
      {"body by length",
       absl::StrCat(post, "Content-Length: 65537\r\n\r\n",
                    std::string(65537, 'x')),
       "HTTP/1.1 413"},
      {"body by chunks",
       absl::StrCat(post, "Transfer-Encoding: chunked\r\n\r\n10001\r\n",
                    std::string(65537, 'x'), "\r\n0\r\n\r\n"),
       "HTTP/1.1 413"},
      {"body of a terabyte",
       absl::StrCat(post, "Content-Length: 1000000000000\r\n\r\n"),
       "HTTP/1.1 413"},
      {"header", absl::StrCat(get, "A: ", std::string(9000, 'x'), "\r\n\r\n"),
       "HTTP/1.1 431"},
      {"target",
       absl::StrCat("GET /", std::string(9000, 'x'), " HTTP/1.1\r\n\r\n"),
       "HTTP/1.1 431"},
      {"no HTTP", "HELO mail.example\r\n\r\n", "HTTP/1.1 400"},
      {"TLS", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
       "HTTP/1.1 400"},
      {"two lengths",
       absl::StrCat(post, "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
       "HTTP/1.1 400"},
      {"length and chunks",
       absl::StrCat(post,
                    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "0\r\n\r\n"),
       "HTTP/1.1 400"},
      {"a length that is none",
       absl::StrCat(post, "Content-Length: +5\r\n\r\nabcde"), "HTTP/1.1 400"},
      {"a bad chunk",
       absl::StrCat(post, "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
       "HTTP/1.1 400"},
      {"a space in a name", absl::StrCat(get, "Content Length: 5\r\n\r\n"),
       "HTTP/1.1 400"},
      {"a bare line end", "GET / HTTP/1.1\nHost: h\n\n", "HTTP/1.1 400"},
  };
  for (const auto& row : rows) {
    const std::string said = client.SendRaw(row.bytes);
    EXPECT_THAT(said, StartsWith(row.says)) << row.name;
    EXPECT_THAT(said, HasSubstr("Connection: close")) << row.name;
  }
}

TEST(HttpServer, SaysContinueToWhoAsks) {
  const auto server = StartEcho();
  HttpClient client(server->port());
  const std::string said = client.SendRaw(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: close\r\n"
      "Expect: 100-continue\r\n\r\nabc");
  EXPECT_THAT(said, StartsWith("HTTP/1.1 100 Continue\r\n"));
  EXPECT_THAT(said, HasSubstr("HTTP/1.1 200"));
}

TEST(HttpServer, EndsClientsThatAreSlow) {
  HttpLimits limits;
  limits.timeouts = {.idle = absl::Milliseconds(200),
                     .header = absl::Milliseconds(200),
                     .body = absl::Milliseconds(200),
                     .write = absl::Milliseconds(200)};
  const auto server = StartEcho(limits);
  const struct {
    const char* name;
    std::string bytes;
  } rows[] = {
      {"says nothing", ""},
      {"half a header", "GET / HTTP/1.1\r\nHost:"},
      {"half a body",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc"},
  };
  for (const auto& row : rows) {
    HttpClient client(server->port());
    const absl::Time start = absl::Now();
    EXPECT_THAT(client.SendRaw(row.bytes), IsEmpty()) << row.name;
    EXPECT_GE(absl::Now() - start, absl::Milliseconds(150)) << row.name;
    EXPECT_LT(absl::Now() - start, absl::Seconds(20)) << row.name;
  }
  // A byte now and then does not make it last longer.
  HttpClient client(server->port());
  client.Push("GET / HTTP/1.1\r\nA: ");
  EXPECT_TRUE(
      Eventually([&] { return !client.Push("x"); }, absl::Milliseconds(20)));
  // One that waits between two requests is ended as well.
  HttpClient kept(server->port());
  kept.Push("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(kept.ReadToEnd(), StartsWith("HTTP/1.1 200"));
}

TEST(HttpServer, EndsAClientThatDoesNotTakeItsAnswer) {
  HttpLimits limits;
  limits.timeouts.write = absl::Milliseconds(200);
  limits.connections_max = 1;
  HttpServer::Options options;
  options.listen = "127.0.0.1:0";
  options.limits = limits;
  const auto large =
      std::make_shared<const std::string>(std::string(64 << 20, 'x'));
  const auto server =
      HttpServer::Start(
          std::move(options),
          [large](const HttpServer::Post&) -> absl::StatusOr<HttpHandler> {
            return HttpHandler(
                [large](const HttpRequest& request, const AnswerSink& sink) {
                  HttpAnswer answer{.status = 200};
                  answer.body = request.target == "/large"
                                    ? large
                                    : std::make_shared<const std::string>("ok");
                  sink(answer);
                });
          },
          nullptr)
          .value();
  HttpClient deaf(server->port());
  ASSERT_TRUE(deaf.Push("GET /large HTTP/1.1\r\nHost: h\r\n\r\n"));
  // There is one place, so the next is answered when the first was ended.
  EXPECT_TRUE(Eventually([&] {
    return HttpClient(server->port()).Send("GET", "/").status == 200;
  }));
}

TEST(HttpServer, BoundsBodiesAndConnections) {
  HttpLimits limits;
  limits.body_bytes_in_flight_max = 1000;
  limits.connections_max = 2;
  const auto server = StartEcho(limits, 1);
  HttpClient slow(server->port());
  ASSERT_TRUE(slow.Push(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nabc"));
  HttpClient client(server->port());
  HttpReply reply;
  EXPECT_TRUE(Eventually([&] {
    reply = client.Send("POST", "/", {}, std::string(200, 'x'));
    return reply.status == 503;
  }));
  EXPECT_EQ(reply.headers["retry-after"], "1");
  EXPECT_THAT(client.Send("POST", "/", {}, std::string(50, 'x')).body,
              StartsWith("POST"));
  // A third connection is closed at once.
  HttpClient third(server->port());
  EXPECT_THAT(third.SendRaw("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), IsEmpty());
}

TEST(HttpServer, ServesOthersWhileHundredsOfConnectionsSayNothing) {
  const auto server = StartEcho();
  std::vector<std::unique_ptr<HttpClient>> idle;
  for (int i = 0; i < 400; ++i) {
    idle.push_back(std::make_unique<HttpClient>(server->port()));
    ASSERT_TRUE(idle.back()->Push("G"));
  }
  HttpClient client(server->port());
  EXPECT_EQ(client.Send("GET", "/").status, 200);
}

TEST(HttpServer, AnswersWhatIsUnderWayBeforeItEnds) {
  std::atomic<bool> go = false;
  std::atomic<int> waiting = 0;
  std::vector<std::thread> answering;
  HttpServer::Options options;
  options.listen = "127.0.0.1:0";
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
  std::thread draining([&] { server->Drain(absl::Seconds(30)); });
  EXPECT_TRUE(Eventually([&] { return !HttpClient(port).Push(""); }));
  go = true;
  asking.join();
  draining.join();
  EXPECT_EQ(reply.status, 200);
  EXPECT_THAT(reply.body, HasSubstr("/under-way"));
  EXPECT_THAT(idle.ReadToEnd(), IsEmpty());
  server = nullptr;
  for (std::thread& one : answering) one.join();
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
