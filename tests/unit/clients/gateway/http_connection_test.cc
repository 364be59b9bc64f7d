#include "clients/gateway/http_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/eventually.h"
#include "tests/support/http_client.h"
#include "tests/unit/clients/gateway/echo_server.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

TEST(HttpConnection, AnswersRequestsOfOneConnectionInOrder) {
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

TEST(HttpConnection, JoinsTheLinesOfXForwardedFor) {
  const auto server = StartEcho();
  HttpClient client(server->port());
  EXPECT_THAT(client
                  .Send("GET", "/",
                        {{"X-Forwarded-For", "1.1.1.1"},
                         {"x-forwarded-for", "2.2.2.2, 3.3.3.3"}})
                  .body,
              HasSubstr(" 1.1.1.1,2.2.2.2, 3.3.3.3 127.0.0.1 "));
}

TEST(HttpConnection, TakesNoHeadersFromBehindTheBody) {
  const auto server = StartEcho();
  const std::string said = HttpClient(server->port())
                               .SendRaw(
                                   "POST / HTTP/1.1\r\nHost: h\r\n"
                                   "X-Forwarded-For: 1.1.1.1\r\n"
                                   "Connection: close\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n"
                                   "3\r\nabc\r\n2\r\nde\r\n0\r\n"
                                   "X-Forwarded-For: 2.2.2.2\r\n\r\n");
  EXPECT_THAT(said, HasSubstr(" 1.1.1.1 127.0.0.1 abcde"));
  EXPECT_THAT(said, Not(HasSubstr("2.2.2.2")));
}

TEST(HttpConnection, TakesAQueryOfAHundredLongNames) {
  const auto server = StartEcho();
  const std::string target = "/?" + std::string(25'000, 'x');
  EXPECT_THAT(HttpClient(server->port()).Send("GET", target).body,
              HasSubstr(target));
}

TEST(HttpConnection, RefusesWhatIsTooLargeOrNoHttp) {
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
       absl::StrCat(post, "Content-Length: ", kBodyBytesMax + 1, "\r\n\r\n",
                    std::string(kBodyBytesMax + 1, 'x')),
       "HTTP/1.1 413"},
      {"body by chunks",
       absl::StrCat(post, "Transfer-Encoding: chunked\r\n\r\n",
                    absl::Hex(kBodyBytesMax + 1), "\r\n",
                    std::string(kBodyBytesMax + 1, 'x'), "\r\n0\r\n\r\n"),
       "HTTP/1.1 413"},
      {"body of a terabyte",
       absl::StrCat(post, "Content-Length: 1000000000000\r\n\r\n"),
       "HTTP/1.1 413"},
      {"header",
       absl::StrCat(get, "A: ", std::string(kHeaderBytesMax, 'x'), "\r\n\r\n"),
       "HTTP/1.1 431"},
      {"target",
       absl::StrCat("GET /", std::string(kHeaderBytesMax, 'x'),
                    " HTTP/1.1\r\n\r\n"),
       "HTTP/1.1 431"},
      {"trailer",
       absl::StrCat(post, "Transfer-Encoding: chunked\r\n\r\n0\r\nA: ",
                    std::string(kHeaderBytesMax, 'x'), "\r\n\r\n"),
       "HTTP/1.1 400"},
      {"a coding that looks like chunks",
       absl::StrCat(post, "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
       "HTTP/1.1 400"},
      {"chunks inside of a coding",
       absl::StrCat(post,
                    "Transfer-Encoding: chunked, identity\r\n\r\n"
                    "0\r\n\r\n"),
       "HTTP/1.1 400"},
      {"a coding inside of chunks",
       absl::StrCat(post, "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
       "HTTP/1.1 400"},
      {"an unknown coding and a length",
       absl::StrCat(post, "Transfer-Encoding: x\r\nContent-Length: 1\r\n\r\na"),
       "HTTP/1.1 400"},
      {"chunks in HTTP/1.0",
       "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "HTTP/1.1 400"},
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

TEST(HttpConnection, SaysContinueToWhoAsks) {
  const auto server = StartEcho();
  HttpClient client(server->port());
  const std::string said = client.SendRaw(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: close\r\n"
      "Expect: 100-continue\r\n\r\nabc");
  EXPECT_THAT(said, StartsWith("HTTP/1.1 100 Continue\r\n"));
  EXPECT_THAT(said, HasSubstr("HTTP/1.1 200"));
}

TEST(HttpConnection, EndsClientsThatAreSlow) {
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
      {"half a chunk",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
       "1\r\na\r\n5\r\nb"},
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
  HttpClient hesitant(server->port());
  hesitant.Push(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_TRUE(
      Eventually([&] { return !hesitant.Push("x"); }, absl::Milliseconds(20)));
  // One that waits between two requests is ended as well.
  HttpClient kept(server->port());
  kept.Push("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(kept.ReadToEnd(), StartsWith("HTTP/1.1 200"));
}

TEST(HttpConnection, EndsAClientThatDoesNotTakeItsAnswer) {
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

TEST(HttpConnection, BoundsBodiesAndConnections) {
  HttpLimits limits;
  limits.body_bytes_in_flight_max = 1000;
  limits.connections_max = 2;
  const auto server = StartEcho(limits, 1);
  HttpClient slow(server->port());
  ASSERT_TRUE(slow.Push(
      absl::StrCat("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 950\r\n\r\n",
                   std::string(900, 'x'))));
  HttpClient client(server->port());
  HttpReply reply;
  EXPECT_TRUE(Eventually([&] {
    reply = client.Send("POST", "/", {}, std::string(200, 'x'));
    return reply.status == 503;
  }));
  EXPECT_EQ(reply.headers["retry-after"], "1");
  EXPECT_TRUE(Eventually([&] {
    return client.Send("POST", "/", {}, std::string(50, 'x')).status == 200;
  }));
  // A third connection is closed at once.
  HttpClient third(server->port());
  EXPECT_THAT(third.SendRaw("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), IsEmpty());
}

TEST(HttpConnection, CountsBodiesAsTheyArrive) {
  HttpLimits limits;
  limits.body_bytes_in_flight_max = 1000;
  const auto server = StartEcho(limits);
  std::vector<std::unique_ptr<HttpClient>> silent;
  for (int i = 0; i < 10; ++i) {
    silent.push_back(std::make_unique<HttpClient>(server->port()));
    ASSERT_TRUE(silent.back()->Push(
        i % 2 == 0 ? "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n"
                   : "POST / HTTP/1.1\r\nHost: h\r\n"
                     "Transfer-Encoding: chunked\r\n\r\n384\r\n"));
  }
  HttpClient client(server->port());
  EXPECT_EQ(client.Send("POST", "/", {}, std::string(500, 'x')).status, 200);
  // What was sent counts however small its parts are, until it is answered.
  std::string chunks;
  for (int i = 0; i < 1001; ++i) chunks += "1\r\nx\r\n";
  EXPECT_THAT(HttpClient(server->port())
                  .SendRaw(absl::StrCat("POST / HTTP/1.1\r\nHost: h\r\n"
                                        "Transfer-Encoding: chunked\r\n\r\n",
                                        chunks, "0\r\n\r\n")),
              StartsWith("HTTP/1.1 503"));
  EXPECT_EQ(client.Send("POST", "/", {}, std::string(500, 'x')).status, 200);
}

TEST(HttpConnection, BoundsAnswersThatNobodyTakes) {
  const auto large =
      std::make_shared<const std::string>(std::string(32 << 20, 'x'));
  HttpServer::Options options;
  options.listen = "127.0.0.1:0";
  options.limits.answer_bytes_in_flight_max = 40 << 20;
  const auto server =
      HttpServer::Start(
          std::move(options),
          [large](const HttpServer::Post&) -> absl::StatusOr<HttpHandler> {
            return HttpHandler([large](const HttpRequest&,
                                       const AnswerSink& sink) {
              sink({.status = 200,
                    .body = large,
                    .headers = {{"Cache-Control", "public, max-age=2"},
                                {"Access-Control-Allow-Origin", "https://a"}}});
            });
          },
          nullptr)
          .value();
  auto deaf = std::make_unique<HttpClient>(server->port());
  ASSERT_TRUE(deaf->Push("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  HttpReply reply;
  EXPECT_TRUE(Eventually([&] {
    reply = HttpClient(server->port()).Send("GET", "/");
    return reply.status == 503;
  }));
  EXPECT_EQ(reply.headers["cache-control"], "no-store");
  EXPECT_EQ(reply.headers["access-control-allow-origin"], "https://a");
  deaf = nullptr;
  EXPECT_TRUE(Eventually([&] {
    return HttpClient(server->port()).Send("GET", "/").status == 200;
  }));
}

}  // namespace
}  // namespace winnow
