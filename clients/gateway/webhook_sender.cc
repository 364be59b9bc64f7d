#include "clients/gateway/webhook_sender.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/gateway/webhook_connect.h"
#include "clients/gateway/webhook_pacer.h"

namespace winnow {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;
using net::ip::tcp;

constexpr uint32_t kAnswerHeaderBytesMax = 16 * 1024;
// Nobody looks at an answer's body: a short one is read, so that the connection
// can be used again.
constexpr uint64_t kAnswerBodyBytesMax = 64 * 1024;
// Answers of 1xx before the one that counts.
constexpr int kInterimMax = 5;
// Of a name's addresses, those that are tried.
constexpr size_t kAddressesMax = 8;

// Returns an error that names the setting, or OK.
absl::Status TrustAuthorities(const WebhookSettings& settings,
                              ssl::context& trust) {
  error_code error;
  trust.set_verify_mode(ssl::verify_peer, error);
  if (!error && settings.ca_file.empty()) {
    trust.set_default_verify_paths(error);
  } else if (!error) {
    trust.load_verify_file(settings.ca_file, error);
  }
  if (!error &&
      SSL_CTX_set_min_proto_version(trust.native_handle(), TLS1_2_VERSION)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--sites: webhook ", settings.subscription, ": ca_file ",
                   settings.ca_file, ": ", error.message()));
}

}  // namespace

struct WebhookSender::Connection {
  Connection(net::io_context& io, ssl::context& trust) : stream(io, trust) {}

  // Whether the receiver has said nothing since its last answer. What it did
  // say would be taken for the answer to the next delivery.
  bool IsQuiet() {
    error_code error;
    const size_t arrived = stream.next_layer().socket().available(error);
    SSL* const tls = stream.native_handle();
    return !error && arrived == 0 && SSL_pending(tls) == 0 &&
           BIO_pending(SSL_get_rbio(tls)) == 0;
  }

  // Without TLS its lower half alone is used.
  ssl::stream<beast::tcp_stream> stream;
  beast::flat_buffer buffer;
};

struct WebhookSender::Room {
  Room(net::io_context& loop, WebhookSettings given, std::string agent)
      : io(loop), settings(std::move(given)), user_agent(std::move(agent)) {}

  net::io_context& io;
  const WebhookSettings settings;
  const std::string user_agent;
  ssl::context trust{ssl::context::tls_client};
  std::shared_ptr<Connection> kept;  // open, and nothing under way
};

// One delivery. Every step holds it; after End() the steps that are still
// called do nothing.
class WebhookSender::Attempt
    : public std::enable_shared_from_this<WebhookSender::Attempt> {
 public:
  Attempt(std::shared_ptr<Room> room, WebhookPost post, Done done)
      : room_(std::move(room)),
        done_(std::move(done)),
        resolver_(room_->io),
        timer_(room_->io),
        request_(http::verb::post, room_->settings.url.target, 11) {
    request_.set(http::field::host, room_->settings.url.authority);
    request_.set(http::field::user_agent, room_->user_agent);
    request_.set(http::field::content_type, "application/json");
    request_.set("Winnow-Delivery", post.delivery);
    request_.set("Winnow-Signature", post.signature);
    request_.body() = std::move(post.body);
    request_.prepare_payload();
  }

  void Start() {
    deadline_ = std::chrono::steady_clock::now() +
                absl::ToChronoNanoseconds(room_->settings.timeout);
    timer_.expires_at(deadline_);
    timer_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->TimeOut();
    });
    connection_ = std::exchange(room_->kept, nullptr);
    reused_ = connection_ != nullptr && connection_->IsQuiet();
    reused_ ? Write() : Resolve();
  }

 private:
  bool ended() const { return done_ == nullptr; }

  // Calls `step` with the stream that HTTP is spoken on.
  template <typename Step>
  void OnStream(const Step& step) {
    if (room_->settings.url.encrypted) return step(connection_->stream);
    step(connection_->stream.next_layer());
  }

  void Resolve() {
    resolver_.async_resolve(
        room_->settings.url.host, room_->settings.url.port,
        [self = shared_from_this()](error_code error,
                                    const tcp::resolver::results_type& found) {
          if (self->ended()) return;
          if (error) return self->Fail("resolve", error);
          self->Connect(found);
        });
  }

  void Connect(const tcp::resolver::results_type& found) {
    std::vector<tcp::endpoint> endpoints(found.begin(), found.end());
    if (endpoints.size() > kAddressesMax) endpoints.resize(kAddressesMax);
    connection_ = std::make_shared<Connection>(room_->io, room_->trust);
    ConnectInTurn(connection_->stream.next_layer(), std::move(endpoints),
                  deadline_, [self = shared_from_this()](error_code error) {
                    if (self->ended()) return;
                    if (error) return self->Fail("connect", error);
                    self->room_->settings.url.encrypted ? self->ShakeHands()
                                                        : self->Write();
                  });
  }

  void ShakeHands() {
    const std::string& host = room_->settings.url.host;
    auto& stream = connection_->stream;
    error_code no_address;
    net::ip::make_address(host, no_address);
    // RFC 6066, 3: names only.
    if (no_address &&
        !SSL_set_tlsext_host_name(stream.native_handle(), host.c_str())) {
      return Fail("tls", net::error::no_memory);
    }
    error_code error;
    stream.set_verify_callback(ssl::host_name_verification(host), error);
    if (error) return Fail("tls", error);
    stream.async_handshake(ssl::stream_base::client,
                           [self = shared_from_this()](error_code failed) {
                             if (self->ended()) return;
                             if (failed) return self->Fail("tls", failed);
                             self->Write();
                           });
  }

  void Write() {
    OnStream([this](auto& stream) {
      http::async_write(
          stream, request_,
          [self = shared_from_this()](error_code error, size_t /*unused*/) {
            if (self->ended()) return;
            if (error) return self->FailOrConnectAgain("write", error);
            self->ReadHeader();
          });
    });
  }

  void ReadHeader() {
    parser_.emplace();
    parser_->header_limit(kAnswerHeaderBytesMax);
    // What is read of it is bounded below. None as the limit would refuse every
    // length in Boost 1.74.
    parser_->body_limit(std::numeric_limits<uint64_t>::max());
    OnStream([this](auto& stream) {
      http::async_read_header(
          stream, connection_->buffer, *parser_,
          [self = shared_from_this()](error_code error, size_t /*unused*/) {
            if (self->ended()) return;
            if (error) return self->FailOrConnectAgain("read", error);
            self->TakeHeader();
          });
    });
  }

  void TakeHeader() {
    const auto& answer = parser_->get();
    const int status = static_cast<int>(answer.result_int());
    if (status >= 100 && status < 200 && status != 101 &&
        ++interim_ <= kInterimMax) {
      return ReadHeader();
    }
    result_.status = status;
    const bool good = status >= 200 && status < 300;
    result_.outcome = good ? "delivered" : "status";
    result_.reason = absl::StrCat("status ", status);
    const auto after = answer[http::field::retry_after];
    result_.retry_after = ParseRetryAfter(
        absl::string_view(after.data(), after.size()), absl::Now());
    const auto length = parser_->content_length();
    if (parser_->is_done()) return Keep();
    if (length ? *length > kAnswerBodyBytesMax : !parser_->chunked()) {
      return End();
    }
    parser_->body_limit(kAnswerBodyBytesMax);
    OnStream([this](auto& stream) {
      http::async_read(
          stream, connection_->buffer, *parser_,
          [self = shared_from_this()](error_code error, size_t /*unused*/) {
            if (self->ended()) return;
            error ? self->End() : self->Keep();
          });
    });
  }

  void Keep() {
    // What came after the answer would be taken for that to the next delivery.
    if (parser_->get().keep_alive() && connection_->buffer.size() == 0) {
      room_->kept = std::move(connection_);
    }
    End();
  }

  // A connection that was open already may have been closed by the receiver
  // before it saw this delivery; if it did see it, it sees it twice.
  void FailOrConnectAgain(absl::string_view step, const error_code& error) {
    if (!std::exchange(reused_, false)) return Fail(step, error);
    Resolve();
  }

  void Fail(absl::string_view step, const error_code& error) {
    result_.outcome = step;
    result_.reason = absl::StrCat(step, ": ", error.message());
    End();
  }

  void TimeOut() {
    if (ended()) return;
    resolver_.cancel();
    // Its step under way ends with an error, and nobody listens.
    if (connection_ != nullptr) connection_->stream.next_layer().close();
    if (result_.status == 0) {
      result_.outcome = "timeout";
      result_.reason = "timeout";
    }
    End();
  }

  // Steps under way refer to the connection, which therefore stays until they
  // have let go of this object.
  void End() {
    timer_.cancel();
    std::exchange(done_, nullptr)(std::move(result_));
  }

  const std::shared_ptr<Room> room_;
  Done done_;
  tcp::resolver resolver_;
  net::steady_timer timer_;
  http::request<http::string_body> request_;
  std::optional<http::response_parser<http::string_body>> parser_;
  std::shared_ptr<Connection> connection_;
  std::chrono::steady_clock::time_point deadline_;
  bool reused_ = false;
  int interim_ = 0;
  WebhookResult result_;
};

WebhookSender::WebhookSender(std::shared_ptr<Room> room)
    : room_(std::move(room)) {}

WebhookSender::~WebhookSender() = default;

absl::StatusOr<std::unique_ptr<WebhookSender>> WebhookSender::Make(
    net::io_context& io, const WebhookSettings& settings,
    std::string user_agent) {
  auto room = std::make_shared<Room>(io, settings, std::move(user_agent));
  const absl::Status trusted = TrustAuthorities(settings, room->trust);
  if (!trusted.ok()) return trusted;
  return std::unique_ptr<WebhookSender>(new WebhookSender(std::move(room)));
}

void WebhookSender::Post(WebhookPost post, Done done) {
  std::make_shared<Attempt>(room_, std::move(post), std::move(done))->Start();
}

void WebhookSender::Rest() { room_->kept = nullptr; }

}  // namespace winnow
