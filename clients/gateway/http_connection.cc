#include "clients/gateway/http_connection.h"

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/gateway/event_connection.h"
#include "clients/gateway/peer_address.h"
#include "clients/gateway/problem.h"

namespace winnow {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace net = boost::asio;

// Read at once while a connection waits; most requests fit.
constexpr size_t kFirstBytes = 2048;
constexpr absl::Duration kLingerTime = absl::Seconds(2);
constexpr size_t kLingerBytesMax = 1 << 20;

bool IsHttpError(const beast::error_code& error) {
  static const auto& category =
      http::make_error_code(http::error::end_of_stream).category();
  return error.category() == category;
}

std::string HeaderOf(const http::fields& fields, const char* name) {
  const auto value = fields[name];
  return {value.data(), value.size()};
}

// All lines of one header, in their order.
std::string JoinedHeaderOf(const http::fields& fields, const char* name) {
  std::string joined;
  const auto lines = fields.equal_range(name);
  for (auto line = lines.first; line != lines.second; ++line) {
    const auto value = line->value();
    absl::StrAppend(&joined, joined.empty() ? "" : ",",
                    absl::string_view(value.data(), value.size()));
  }
  return joined;
}

RequestHeaders HeadersOf(const http::fields& fields) {
  return {.authorization = HeaderOf(fields, "Authorization"),
          .content_type = HeaderOf(fields, "Content-Type"),
          .coral_signature = JoinedHeaderOf(fields, "X-Coral-Signature"),
          .edit_token = HeaderOf(fields, "Winnow-Edit-Token"),
          .forwarded_for = JoinedHeaderOf(fields, "X-Forwarded-For"),
          .host = HeaderOf(fields, "Host"),
          .idempotency_key = HeaderOf(fields, "Idempotency-Key"),
          .if_none_match = JoinedHeaderOf(fields, "If-None-Match"),
          .origin = HeaderOf(fields, "Origin"),
          .traceparent = HeaderOf(fields, "Traceparent"),
          .user_agent = HeaderOf(fields, "User-Agent")};
}

std::chrono::nanoseconds Chrono(absl::Duration duration) {
  return absl::ToChronoNanoseconds(duration);
}

// Readers who listen leave room for those who write.
int StreamsMax(const HttpLimits& limits) {
  return std::max(1, limits.connections_max / 4 * 3);
}

// What is said instead of an answer for which there is no room. The page may
// still read it.
HttpAnswer BusyInsteadOf(const HttpAnswer& answer) {
  HttpAnswer busy = ProblemAnswer(ProblemOfFault(RequestFault::kBusy));
  for (const auto& [name, value] : answer.headers) {
    if (absl::StartsWith(name, "Access-Control-") || name == "Vary" ||
        name == "X-Request-Id") {
      busy.headers.emplace_back(name, value);
    }
  }
  return busy;
}

}  // namespace

HttpConnection::HttpConnection(net::ip::tcp::socket socket,
                               ConnectionRoom& room)
    : stream_(std::move(socket)),
      room_(room),
      // Bodies leave it as they arrive.
      buffer_(room.shared.limits.header_bytes_max),
      peer_(PeerAddressOf(stream_.socket())),
      body_share_(room.shared.body_bytes,
                  room.shared.limits.body_bytes_in_flight_max),
      answer_share_(room.shared.answer_bytes,
                    room.shared.limits.answer_bytes_in_flight_max) {}

HttpConnection::~HttpConnection() {
  room_.shared.connections.fetch_sub(1);
  if (room_.shared.metrics != nullptr) {
    room_.shared.metrics->connections().Decrement();
  }
}

void HttpConnection::Start() {
  room_.open.insert(shared_from_this());
  Error ignored;
  stream_.socket().set_option(net::ip::tcp::no_delay(true), ignored);
  WaitForRequest();
}

void HttpConnection::Drain() {
  if (idle_) Close();
}

void HttpConnection::WaitForRequest() {
  if (room_.draining) return Close();
  if (buffer_.size() > 0) return ReadHeader();
  buffer_.shrink_to_fit();
  idle_ = true;
  const HttpTimeouts& timeouts = room_.shared.limits.timeouts;
  stream_.expires_after(Chrono(first_ ? timeouts.header : timeouts.idle));
  stream_.async_read_some(
      buffer_.prepare(kFirstBytes),
      beast::bind_front_handler(&HttpConnection::OnFirstBytes,
                                shared_from_this()));
}

void HttpConnection::OnFirstBytes(Error error, size_t bytes) {
  idle_ = false;
  if (error) return Close();
  buffer_.commit(bytes);
  ReadHeader();
}

void HttpConnection::ReadHeader() {
  first_ = false;
  keep_ = false;
  is_head_ = false;
  request_ = {};
  request_.peer = peer_;
  parser_.emplace();
  parser_->header_limit(
      static_cast<uint32_t>(room_.shared.limits.header_bytes_max));
  parser_->body_limit(room_.shared.limits.body_bytes_max);
  stream_.expires_after(Chrono(room_.shared.limits.timeouts.header));
  http::async_read_header(
      stream_, buffer_, *parser_,
      beast::bind_front_handler(&HttpConnection::OnHeader, shared_from_this()));
}

void HttpConnection::OnHeader(Error error, size_t /*bytes*/) {
  if (error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return Handle(RequestFault::kHeaderTooLarge);
  }
  if (error == http::error::end_of_stream ||
      error == http::error::partial_message) {
    return Close();
  }
  const bool too_large = error == http::error::body_limit;
  if (IsHttpError(error) && !too_large) return Handle(RequestFault::kNotHttp);
  if (error && !too_large) return Close();
  TakeHeader();
  if (IsBodyDoubtful()) return Handle(RequestFault::kNotHttp);
  if (too_large) return Handle(RequestFault::kBodyTooLarge);
  if (parser_->is_done()) return Handle(RequestFault::kNone);
  stream_.expires_after(Chrono(room_.shared.limits.timeouts.body));
  const auto expect = parser_->get()[http::field::expect];
  if (!beast::iequals(expect, "100-continue")) return ReadBody();
  response_ = std::make_unique<Response>(http::status::continue_, 11);
  http::async_write(stream_, *response_,
                    [self = shared_from_this()](Error failed, size_t) {
                      if (failed) return self->Close();
                      self->ReadBody();
                    });
}

void HttpConnection::TakeHeader() {
  const auto& message = parser_->get();
  is_head_ = message.method() == http::verb::head;
  is_http_11_ = message.version() == 11;
  keep_ = message.keep_alive();
  request_.method = std::string(message.method_string());
  request_.target = std::string(message.target());
  request_.headers = HeadersOf(message);
}

bool HttpConnection::IsBodyDoubtful() const {
  const auto& message = parser_->get();
  const auto coding = message.find(http::field::transfer_encoding);
  if (coding == message.end()) return false;
  // RFC 9112, 6.3. Beast takes a coding that it does not know for no body, and
  // the body for the next request.
  return message.version() != 11 || !beast::iequals(coding->value(), "chunked");
}

void HttpConnection::ReadBody() {
  http::async_read_some(
      stream_, buffer_, *parser_,
      beast::bind_front_handler(&HttpConnection::OnBody, shared_from_this()));
}

void HttpConnection::OnBody(Error error, size_t /*bytes*/) {
  if (error == http::error::body_limit) {
    return Handle(RequestFault::kBodyTooLarge);
  }
  if (error == http::error::partial_message ||
      error == http::error::end_of_stream) {
    return Close();
  }
  if (IsHttpError(error)) return Handle(RequestFault::kNotHttp);
  if (error) return Close();
  const auto& body = parser_->get().body();
  // What has arrived counts, not what was announced: that costs a sender
  // nothing.
  if (!body_share_.GrowTo(static_cast<int64_t>(body.size()))) {
    if (room_.shared.metrics != nullptr) {
      room_.shared.metrics->CountRefusal("bodies");
    }
    return Handle(RequestFault::kBusy);
  }
  if (!parser_->is_done()) return ReadBody();
  request_.body = beast::buffers_to_string(body.data());
  Handle(RequestFault::kNone);
}

void HttpConnection::Handle(RequestFault fault) {
  stream_.expires_never();
  // What follows on the connection may be the rest of this request.
  if (fault != RequestFault::kNone) keep_ = false;
  request_.fault = fault;
  parser_.reset();
  room_.handler(std::move(request_), [weak = weak_from_this(),
                                      executor = stream_.get_executor()](
                                         HttpAnswer answer) {
    net::dispatch(executor, [weak, answer = std::move(answer)]() mutable {
      if (const auto self = weak.lock()) self->Send(std::move(answer));
    });
  });
}

void HttpConnection::Send(HttpAnswer answer) {
  body_share_.Release();
  if (answer.events != nullptr && !is_head_) {
    if (room_.shared.streams.load() < StreamsMax(room_.shared.limits)) {
      return BecomeStream(std::move(answer));
    }
    if (room_.shared.metrics != nullptr) {
      room_.shared.metrics->CountRefusal("streams");
    }
    return Write(BusyInsteadOf(answer));
  }
  const size_t bytes = answer.body == nullptr ? 0 : answer.body->size();
  if (answer_share_.GrowTo(static_cast<int64_t>(bytes))) {
    return Write(std::move(answer));
  }
  if (room_.shared.metrics != nullptr) {
    room_.shared.metrics->CountRefusal("answers");
  }
  Write(BusyInsteadOf(answer));
}

std::unique_ptr<HttpConnection::Response> HttpConnection::MakeHeader(
    const HttpAnswer& answer) const {
  auto header =
      std::make_unique<Response>(static_cast<http::status>(answer.status), 11);
  header->set(http::field::date,
              absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::Now(),
                               absl::UTCTimeZone()));
  for (const auto& [name, value] : answer.headers) header->insert(name, value);
  if (answer.body != nullptr || answer.events != nullptr) {
    header->set(http::field::content_type, answer.content_type);
  }
  return header;
}

void HttpConnection::BecomeStream(HttpAnswer answer) {
  const auto header = MakeHeader(answer);
  header->keep_alive(false);
  if (is_http_11_) header->chunked(true);
  std::ostringstream text;
  text << header->base();
  std::make_shared<EventConnection>(stream_.release_socket(), room_,
                                    std::move(answer.events), is_http_11_)
      ->Start(text.str());
  room_.open.erase(shared_from_this());
}

void HttpConnection::Write(HttpAnswer answer) {
  keep_ = keep_ && !room_.draining;
  answer_body_ = answer.body;
  response_ = MakeHeader(answer);
  response_->keep_alive(keep_);
  if (answer_body_ != nullptr && !is_head_) {
    response_->body() =
        beast::span<const char>(answer_body_->data(), answer_body_->size());
  }
  // A 204 and a 304 have no body and no length.
  if (answer.status != 204 && answer.status != 304) {
    response_->content_length(answer_body_ == nullptr ? 0
                                                      : answer_body_->size());
  }
  stream_.expires_after(Chrono(room_.shared.limits.timeouts.write));
  http::async_write(
      stream_, *response_,
      beast::bind_front_handler(&HttpConnection::OnSent, shared_from_this()));
}

void HttpConnection::OnSent(Error error, size_t /*bytes*/) {
  response_ = nullptr;
  answer_body_ = nullptr;
  answer_share_.Release();
  if (error) return Close();
  if (!keep_) return Linger();
  WaitForRequest();
}

void HttpConnection::Linger() {
  Error ignored;
  stream_.socket().shutdown(net::ip::tcp::socket::shutdown_send, ignored);
  buffer_.clear();
  stream_.expires_after(Chrono(kLingerTime));
  OnLingering({}, 0);
}

void HttpConnection::OnLingering(Error error, size_t bytes) {
  lingered_ += bytes;
  if (error || lingered_ > kLingerBytesMax) return Close();
  buffer_.clear();
  stream_.async_read_some(
      buffer_.prepare(kFirstBytes),
      beast::bind_front_handler(&HttpConnection::OnLingering,
                                shared_from_this()));
}

void HttpConnection::Close() {
  Error ignored;
  stream_.socket().shutdown(net::ip::tcp::socket::shutdown_both, ignored);
  stream_.close();
  room_.open.erase(shared_from_this());
}

}  // namespace winnow
