#include "clients/gateway/webhook_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/http_receiver.h"
#include "tests/support/redis_server.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Request = HttpReceiver::Request;
using Reply = HttpReceiver::Reply;

// A sender with a loop that runs while it delivers.
class SenderRoom {
 public:
  explicit SenderRoom(const std::string& url,
                      absl::Duration timeout = absl::Seconds(30),
                      const std::string& ca_file = "") {
    settings.url = ParseWebhookUrl(url).value();
    settings.timeout = timeout;
    settings.ca_file = ca_file;
    sender = WebhookSender::Make(io, settings, "winnow-gateway/test").value();
  }

  WebhookResult Send(const std::string& body) {
    std::optional<WebhookResult> result;
    sender->Post({.delivery = "daily/1-0", .signature = "t=1", .body = body},
                 [&](WebhookResult given) { result = std::move(given); });
    io.restart();
    while (!result) io.run_one();
    return *result;
  }

  boost::asio::io_context io;
  WebhookSettings settings;
  std::unique_ptr<WebhookSender> sender;
};

std::string Url(const HttpReceiver& receiver, const std::string& rest = "/") {
  return absl::StrCat("http://127.0.0.1:", receiver.port(), rest);
}

TEST(WebhookSender, SendsWhatItIsGiven) {
  HttpReceiver receiver({}, [](const Request&) {
    return Reply{.status = 202, .body = "thanks"};
  });
  SenderRoom room(Url(receiver, "/in?key=1"));
  for (const char* body : {"{\"a\":\"\xf0\x9f\x8c\x89\"}", "{}"}) {
    const WebhookResult result = room.Send(body);
    EXPECT_EQ(result.outcome, "delivered") << result.reason;
    EXPECT_EQ(result.status, 202);
  }
  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].target, "/in?key=1");
  EXPECT_EQ(requests[0].body, "{\"a\":\"\xf0\x9f\x8c\x89\"}");
  EXPECT_EQ(requests[0].headers.at("host"),
            absl::StrCat("127.0.0.1:", receiver.port()));
  EXPECT_EQ(requests[0].headers.at("content-type"), "application/json");
  EXPECT_EQ(requests[0].headers.at("user-agent"), "winnow-gateway/test");
  EXPECT_EQ(requests[0].headers.at("winnow-delivery"), "daily/1-0");
  EXPECT_EQ(requests[0].headers.at("winnow-signature"), "t=1");
  // Over the connection that is open already, until there is nothing to send.
  EXPECT_EQ(requests[1].connection, 1);
  room.sender->Rest();
  room.Send("{}");
  EXPECT_EQ(receiver.requests().back().connection, 2);
}

TEST(WebhookSender, TakesNothingButA2xxForDelivered) {
  Reply next;
  HttpReceiver receiver({}, [&](const Request&) { return next; });
  SenderRoom room(Url(receiver));
  const struct {
    Reply reply;
    const char* outcome;
    int status;
  } rows[] = {
      {{.status = 204}, "delivered", 204},
      {{.status = 410}, "status", 410},
      {{.status = 500}, "status", 500},
      {{.status = 301, .headers = {{"Location", Url(receiver, "/other")}}},
       "status",
       301},
      {{.raw = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
               "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
       "delivered",
       200},
      {{.raw = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nand",
        .close = true},
       "delivered",
       200},
      {{.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nand",
        .close = true},
       "delivered",
       200},
      {{.raw = "HTTP/1.1 200 OK\r\n\r\nuntil the end", .close = true},
       "delivered",
       200},
      {{.raw = "What?\r\n\r\n", .close = true}, "read", 0},
      {{.raw = absl::StrCat("HTTP/1.1 200 OK\r\nX: ", std::string(99999, 'x'),
                            "\r\n\r\n"),
        .close = true},
       "read",
       0},
      {{.raw = " ", .close = true}, "read", 0},
  };
  for (const auto& row : rows) {
    next = row.reply;
    const WebhookResult result = room.Send("{}");
    EXPECT_EQ(result.outcome, row.outcome) << row.reply.raw << result.reason;
    EXPECT_EQ(result.status, row.status) << row.reply.raw;
    room.sender->Rest();
  }
  for (const Request& request : receiver.requests()) {
    EXPECT_EQ(request.target, "/");
  }
}

TEST(WebhookSender, KeepsTheConnectionAfterAnyShortAnswer) {
  Reply next;
  HttpReceiver receiver({}, [&](const Request&) { return next; });
  SenderRoom room(Url(receiver));
  const std::string chunked =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const Reply& reply :
       {Reply{.status = 204}, Reply{.status = 500, .body = "no"},
        Reply{.status = 200, .body = std::string(64 * 1024, 'x')},
        Reply{.raw = chunked + "3\r\nand\r\n2\r\nso\r\n0\r\n\r\n"}}) {
    next = reply;
    EXPECT_NE(room.Send("{}").status, 0);
    EXPECT_EQ(receiver.requests().back().connection, 1);
  }
  // And not after a long one.
  next.raw = absl::StrCat(chunked, "10001\r\n", std::string(65537, 'x'),
                          "\r\n0\r\n\r\n");
  EXPECT_EQ(room.Send("{}").outcome, "delivered");
  next = {.status = 204};
  EXPECT_EQ(room.Send("{}").outcome, "delivered");
  EXPECT_EQ(receiver.requests().back().connection, 2);
}

// Else a receiver that answers twice would acknowledge what it has not seen.
TEST(WebhookSender, TakesNoAnswerForTheNextDelivery) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  Reply next = {.raw = answer + answer};
  HttpReceiver receiver({}, [&](const Request&) { return next; });
  SenderRoom room(Url(receiver));
  EXPECT_EQ(room.Send("{}").status, 200);
  next = {.status = 500};
  EXPECT_EQ(room.Send("{}").status, 500);
}

TEST(WebhookSender, TakesNoLateAnswerForTheNextDelivery) {
  std::promise<void> delivered;
  std::promise<void> sent;
  Reply next = {.status = 200};
  next.more = [&, calls = 0]() mutable -> std::string {
    if (++calls == 1) {
      delivered.get_future().wait();
      return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    }
    sent.set_value();
    return "";
  };
  HttpReceiver receiver({}, [&](const Request&) { return next; });
  SenderRoom room(Url(receiver));
  EXPECT_EQ(room.Send("{}").status, 200);
  delivered.set_value();
  sent.get_future().wait();
  next = {.status = 500};
  EXPECT_EQ(room.Send("{}").status, 500);
  EXPECT_EQ(receiver.requests().back().connection, 2);
}

TEST(WebhookSender, TellsWhenItIsAskedToComeAgain) {
  HttpReceiver receiver({}, [](const Request&) {
    return Reply{.status = 503, .headers = {{"Retry-After", "7"}}};
  });
  SenderRoom room(Url(receiver));
  EXPECT_EQ(room.Send("{}").retry_after, absl::Seconds(7));
}

TEST(WebhookSender, ConnectsAgainWhenTheReceiverHasClosed) {
  HttpReceiver receiver({}, [](const Request&) {
    return Reply{.status = 200, .body = "and good bye", .close = true};
  });
  SenderRoom room(Url(receiver));
  for (int i = 0; i < 3; ++i) {
    const WebhookResult result = room.Send("{}");
    EXPECT_EQ(result.outcome, "delivered") << result.reason;
  }
}

TEST(WebhookSender, GivesUpAnAnswerThatDoesNotCome) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  HttpReceiver receiver({}, [released](const Request&) {
    released.wait();
    return Reply();
  });
  SenderRoom room(Url(receiver), absl::Milliseconds(200));
  const WebhookResult result = room.Send("{}");
  EXPECT_EQ(result.outcome, "timeout");
  EXPECT_EQ(result.status, 0);
  release.set_value();
}

TEST(WebhookSender, TellsThatNobodyIsThere) {
  SenderRoom room(absl::StrCat("http://127.0.0.1:", FreeTcpPort(), "/?key=1"));
  const WebhookResult result = room.Send("{}");
  EXPECT_EQ(result.outcome, "connect");
  EXPECT_THAT(result.reason, StartsWith("connect: "));
  EXPECT_THAT(result.reason, Not(HasSubstr("key")));
}

class SenderCertificates : public testing::Test {
 protected:
  SenderCertificates() {
    if (mkdtemp(dir_.data()) == nullptr) abort();
  }
  ~SenderCertificates() override { std::filesystem::remove_all(dir_); }

  std::unique_ptr<HttpReceiver> Receiver(const std::string& host) {
    MakeCertificate(dir_, "receiver", host);
    return std::make_unique<HttpReceiver>(
        HttpReceiver::Options{.cert_file = dir_ + "/receiver.pem",
                              .key_file = dir_ + "/receiver.key"},
        [](const Request&) { return Reply{.status = 200}; });
  }
  static std::string Url(const HttpReceiver& receiver) {
    return absl::StrCat("https://localhost:", receiver.port(), "/");
  }

  std::string dir_ = "/tmp/winnow-sender-XXXXXX";
};

TEST_F(SenderCertificates, OfTheNamedAuthorityAreTaken) {
  const auto receiver = Receiver("DNS:localhost");
  SenderRoom room(Url(*receiver), absl::Seconds(30), dir_ + "/ca.pem");
  for (int i = 0; i < 2; ++i) {
    const WebhookResult result = room.Send("{}");
    EXPECT_EQ(result.outcome, "delivered") << result.reason;
  }
  EXPECT_EQ(receiver->requests().back().connection, 1);
  EXPECT_EQ(receiver->requests().back().server_name, "localhost");
}

TEST_F(SenderCertificates, OfAnAddressAreTakenForItAlone) {
  for (const auto& [host, outcome] : {std::pair("IP:127.0.0.1", "delivered"),
                                      {"IP:127.0.0.2", "tls"},
                                      {"DNS:127.0.0.1", "tls"},
                                      {"DNS:localhost", "tls"}}) {
    const auto receiver = Receiver(host);
    SenderRoom room(absl::StrCat("https://127.0.0.1:", receiver->port(), "/"),
                    absl::Seconds(30), dir_ + "/ca.pem");
    EXPECT_EQ(room.Send("{}").outcome, outcome) << host;
    for (const Request& request : receiver->requests()) {
      EXPECT_EQ(request.server_name, "") << host;
    }
  }
}

TEST_F(SenderCertificates, OfOthersAreRefusedBeforeAnythingIsSent) {
  const auto receiver = Receiver("DNS:localhost");
  SenderRoom room(Url(*receiver));  // whom this machine trusts
  const WebhookResult result = room.Send("{}");
  EXPECT_EQ(result.outcome, "tls");
  EXPECT_THAT(result.reason, HasSubstr("verify failed"));
  EXPECT_TRUE(receiver->requests().empty());
}

TEST_F(SenderCertificates, OfAnotherNameAreRefused) {
  const auto receiver = Receiver("DNS:other.example");
  SenderRoom room(Url(*receiver), absl::Seconds(30), dir_ + "/ca.pem");
  EXPECT_EQ(room.Send("{}").outcome, "tls");
  EXPECT_TRUE(receiver->requests().empty());
}

TEST_F(SenderCertificates, NeedAFileThatHoldsOne) {
  boost::asio::io_context io;
  WebhookSettings settings = {.subscription = "hook", .ca_file = "/dev/null"};
  EXPECT_THAT(WebhookSender::Make(io, settings, "test").status(),
              StatusIs(StatusCode::kInvalidArgument,
                       HasSubstr("hook: ca_file /dev/null")));
}

}  // namespace
}  // namespace winnow
