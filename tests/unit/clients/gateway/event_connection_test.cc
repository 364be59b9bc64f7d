#include "clients/gateway/event_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/gateway/http_server.h"
#include "tests/support/eventually.h"
#include "tests/support/http_client.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

EventStream::Bytes Text(const std::string& text) {
  return std::make_shared<const std::string>(text);
}

// A server whose every answer is a stream.
class EventConnections : public testing::Test {
 protected:
  ~EventConnections() override { server_ = nullptr; }

  void Start(const HttpLimits& limits = {}) {
    HttpServer::Options options;
    options.listen = "127.0.0.1:0";
    options.threads = 2;
    options.limits = limits;
    server_ = HttpServer::Start(
                  std::move(options),
                  [this](const HttpServer::Post&) {
                    return absl::StatusOr<HttpHandler>(HttpHandler(
                        [this](const HttpRequest&, const AnswerSink& sink) {
                          sink(MakeStream());
                        }));
                  },
                  &metrics_)
                  .value();
  }

  HttpAnswer MakeStream() {
    HttpAnswer answer{.status = 200, .content_type = "text/event-stream"};
    answer.events = std::make_shared<EventStream>([this] {
      const std::lock_guard lock(mutex_);
      ++ended_;
    });
    answer.events->Push(Text("first\n\n"));
    const std::lock_guard lock(mutex_);
    streams_.push_back(answer.events);
    return answer;
  }

  void PushToAll(const std::string& text) {
    std::vector<std::shared_ptr<EventStream>> streams;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& weak : streams_) {
        if (auto stream = weak.lock()) streams.push_back(std::move(stream));
      }
    }
    for (const auto& stream : streams) stream->Push(Text(text));
  }

  int ended() {
    const std::lock_guard lock(mutex_);
    return ended_;
  }

  GatewayMetrics metrics_;
  std::mutex mutex_;  // guards the next two
  int ended_ = 0;
  std::vector<std::weak_ptr<EventStream>> streams_;
  std::unique_ptr<HttpServer> server_;
};

constexpr char kGet[] = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(EventConnections, SendWhatIsPushedInOrder) {
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(client.Push(kGet));
  EXPECT_THAT(client.ReadUntil("first\n\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                    HasSubstr("Content-Type: text/event-stream\r\n"),
                    HasSubstr("Transfer-Encoding: chunked\r\n"),
                    Not(HasSubstr("Content-Length")),
                    HasSubstr("\r\n\r\n7\r\nfirst\n\n\r\n")));
  for (int i = 0; i < 100; ++i) PushToAll(absl::StrCat("<", i, ">"));
  const std::string said = client.ReadUntil("<99>");
  for (int i = 1; i < 100; ++i) {
    EXPECT_LT(said.find(absl::StrCat("<", i - 1, ">")),
              said.find(absl::StrCat("<", i, ">")));
  }
  // More than a socket takes at once.
  PushToAll(std::string(1 << 20, 'x') + "end");
  EXPECT_THAT(client.ReadUntil("xend"), HasSubstr("xend"));
  EXPECT_THAT(metrics_.Expose(), HasSubstr("winnow_gateway_streams 1"));
}

TEST_F(EventConnections, SpeakToProxiesOfHttp10) {
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(client.Push("GET / HTTP/1.0\r\nHost: h\r\n\r\n"));
  EXPECT_THAT(client.ReadUntil("first\n\n"),
              AllOf(Not(HasSubstr("chunked")), EndsWith("\r\n\r\nfirst\n\n")));
}

TEST_F(EventConnections, AnswerAHeadWithAHeader) {
  Start();
  HttpClient client(server_->port());
  const HttpReply reply = client.Send("HEAD", "/");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.at("content-type"), "text/event-stream");
  EXPECT_TRUE(Eventually([this] { return ended() == 1; }));
}

TEST_F(EventConnections, EndWhenTheClientLeaves) {
  Start();
  {
    HttpClient client(server_->port());
    ASSERT_TRUE(client.Push(kGet));
    client.ReadUntil("first");
    EXPECT_EQ(ended(), 0);
  }
  EXPECT_TRUE(Eventually([this] { return ended() == 1; }));
  EXPECT_TRUE(Eventually([this] {
    return metrics_.Expose().find("winnow_gateway_connections 0") !=
           std::string::npos;
  }));
}

TEST_F(EventConnections, EndAClientThatSendsWhileItListens) {
  Start();
  HttpClient client(server_->port());
  ASSERT_TRUE(client.Push(kGet));
  client.ReadUntil("first");
  client.Push(std::string(100'000, 'x'));
  EXPECT_TRUE(Eventually([this] { return ended() == 1; }));
}

TEST_F(EventConnections, AreKeptOpenByALine) {
  HttpLimits limits;
  limits.timeouts.beat = absl::Milliseconds(200);
  Start(limits);
  HttpClient client(server_->port());
  ASSERT_TRUE(client.Push(kGet));
  EXPECT_THAT(client.ReadUntil(":\n\n\r\n3\r\n:\n\n"),
              HasSubstr("3\r\n:\n\n\r\n"));
}

TEST_F(EventConnections, EndAClientThatTakesNothing) {
  // A megabyte a time, which is not taken: too much waits, or it takes too
  // long, whatever comes first.
  for (const bool overflows : {true, false}) {
    HttpLimits limits;
    limits.timeouts.beat = absl::Milliseconds(200);
    limits.timeouts.write =
        overflows ? absl::Minutes(10) : absl::Milliseconds(100);
    Start(limits);
    HttpClient deaf(server_->port());
    ASSERT_TRUE(deaf.Push(kGet));
    const int before = ended();
    ASSERT_TRUE(Eventually([this] {
      const std::lock_guard lock(mutex_);
      return !streams_.empty() && !streams_.back().expired();
    }));
    if (overflows) {
      // Once it reads again it is told, by an end.
      for (int i = 0; i < 40; ++i) PushToAll(std::string(1 << 20, 'x'));
      deaf.ReadToEnd();
    } else {
      PushToAll(std::string(64 << 20, 'x'));
    }
    EXPECT_TRUE(Eventually([&] { return ended() == before + 1; }));
  }
}

TEST_F(EventConnections, LeaveRoomForOthers) {
  HttpLimits limits;
  limits.connections_max = 8;
  Start(limits);
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    ASSERT_TRUE(clients.back()->Push(kGet));
    clients.back()->ReadUntil("first");
  }
  const HttpReply refused = HttpClient(server_->port()).Send("GET", "/");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.count("retry-after"), 1u);
  EXPECT_THAT(metrics_.Expose(), HasSubstr("limit=\"streams\"} 1"));
  clients.pop_back();
  EXPECT_TRUE(Eventually([this] {
    return metrics_.Expose().find("winnow_gateway_streams 5") !=
           std::string::npos;
  }));
  HttpClient next(server_->port());
  ASSERT_TRUE(next.Push(kGet));
  EXPECT_THAT(next.ReadUntil("first"), StartsWith("HTTP/1.1 200"));
}

TEST_F(EventConnections, EndAtOnceWithTheServer) {
  Start();
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    ASSERT_TRUE(clients.back()->Push(kGet));
    clients.back()->ReadUntil("first");
  }
  server_->Drain(absl::Minutes(10));
  EXPECT_EQ(ended(), 20);
  for (auto& client : clients) {
    EXPECT_THAT(client->ReadToEnd(), Not(HasSubstr("left it open")));
  }
}

TEST_F(EventConnections, AreCutWithTheServerWhileSomebodyPushes) {
  Start();
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<HttpClient>(server_->port()));
    ASSERT_TRUE(clients.back()->Push(kGet));
    clients.back()->ReadUntil("first");
  }
  std::atomic<bool> stop = false;
  std::thread pusher([&] {
    while (!stop) PushToAll("more\n\n");
  });
  server_ = nullptr;
  stop = true;
  pusher.join();
  EXPECT_EQ(ended(), 20);
}

}  // namespace
}  // namespace winnow
