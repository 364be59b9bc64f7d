#include "clients/gateway/http_connection.h"

#include <boost/asio/dispatch.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
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
          .edit_token = HeaderOf(fields, "Winnow-Edit-Token"),
          .forwarded_for = JoinedHeaderOf(fields, "X-Forwarded-For"),
          .idempotency_key = HeaderOf(fields, "Idempotency-Key"),
          .if_none_match = JoinedHeaderOf(fields, "If-None-Match"),
          .origin = HeaderOf(fields, "Origin"),
          .request_method = HeaderOf(fields, "Access-Control-Request-Method"),
          .traceparent = HeaderOf(fields, "Traceparent"),
          .user_agent = HeaderOf(fields, "User-Agent")};
}

std::chrono::nanoseconds Chrono(absl::Duration duration) {
  return absl::ToChronoNanoseconds(duration);
}

}  // namespace

HttpConnection::HttpConnection(net::ip::tcp::socket socket,
                               ConnectionRoom& room)
    : stream_(std::move(socket)),
      room_(room),
      buffer_(room.shared.limits.header_bytes_max +
              room.shared.limits.body_bytes_max),
      peer_(PeerAddressOf(stream_.socket())) {
  room_.open.insert(this);
}

HttpConnection::~HttpConnection() {
  ReleaseBody();
  room_.open.erase(this);
  room_.shared.connections.fetch_sub(1);
  if (room_.shared.metrics != nullptr) {
    room_.shared.metrics->connections().Decrement();
  }
}

void HttpConnection::Start() {
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
  is_head_ = false;
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
  if (error == http::error::body_limit) return Handle(/*too_large=*/true);
  if (error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return Refuse(431, "header_too_large",
                  "the header may have at most 8192 bytes");
  }
  if (error == http::error::end_of_stream ||
      error == http::error::partial_message) {
    return Close();
  }
  if (IsHttpError(error)) {
    return Refuse(400, "bad_request", "the request is not valid HTTP/1.1");
  }
  if (error) return Close();
  if (!ReserveBody()) {
    if (room_.shared.metrics != nullptr) {
      room_.shared.metrics->CountRefusal("bodies");
    }
    return Refuse(503, "busy", "too much is under way: send it again later");
  }
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

void HttpConnection::ReadBody() {
  http::async_read(
      stream_, buffer_, *parser_,
      beast::bind_front_handler(&HttpConnection::OnBody, shared_from_this()));
}

void HttpConnection::OnBody(Error error, size_t /*bytes*/) {
  if (error == http::error::body_limit) return Handle(/*too_large=*/true);
  if (error == http::error::partial_message) return Close();
  if (IsHttpError(error)) {
    return Refuse(400, "bad_request", "the request is not valid HTTP/1.1");
  }
  if (error) return Close();
  Handle(/*too_large=*/false);
}

void HttpConnection::Handle(bool too_large) {
  stream_.expires_never();
  Request& message = parser_->get();
  keep_ = message.keep_alive() && !too_large;
  is_head_ = message.method() == http::verb::head;
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  request.headers = HeadersOf(message);
  request.body = too_large ? "" : std::move(message.body());
  request.body_too_large = too_large;
  request.peer = peer_;
  room_.handler(std::move(request),
                [self = shared_from_this()](HttpAnswer answer) {
                  net::dispatch(self->stream_.get_executor(),
                                [self, answer = std::move(answer)]() mutable {
                                  self->Send(std::move(answer));
                                });
                });
}

void HttpConnection::Refuse(int status, absl::string_view code,
                            absl::string_view detail) {
  keep_ = false;
  Problem problem{.status = status,
                  .code = std::string(code),
                  .detail = std::string(detail)};
  if (status == 503) problem.retry_after = absl::Seconds(1);
  if (room_.shared.metrics != nullptr) {
    room_.shared.metrics->CountRequest("none", status, absl::ZeroDuration());
  }
  Send(ProblemAnswer(problem));
}

void HttpConnection::Send(HttpAnswer answer) {
  ReleaseBody();
  keep_ = keep_ && !room_.draining;
  response_ =
      std::make_unique<Response>(static_cast<http::status>(answer.status), 11);
  response_->set(http::field::date,
                 absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", absl::Now(),
                                  absl::UTCTimeZone()));
  for (const auto& [name, value] : answer.headers) {
    response_->insert(name, value);
  }
  response_->keep_alive(keep_);
  const size_t bytes = answer.body == nullptr ? 0 : answer.body->size();
  if (answer.body != nullptr) {
    response_->set(http::field::content_type, answer.content_type);
    if (!is_head_) response_->body() = *answer.body;
  }
  // A 204 and a 304 have no body and no length.
  if (answer.status != 204 && answer.status != 304) {
    response_->content_length(bytes);
  }
  stream_.expires_after(Chrono(room_.shared.limits.timeouts.write));
  http::async_write(
      stream_, *response_,
      beast::bind_front_handler(&HttpConnection::OnSent, shared_from_this()));
}

void HttpConnection::OnSent(Error error, size_t /*bytes*/) {
  response_ = nullptr;
  if (error) return Close();
  if (!keep_) return Linger();
  parser_.reset();
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
}

bool HttpConnection::ReserveBody() {
  const auto length = parser_->content_length();
  int64_t wanted = length ? static_cast<int64_t>(*length) : 0;
  if (parser_->chunked()) {
    wanted = static_cast<int64_t>(room_.shared.limits.body_bytes_max);
  }
  if (wanted == 0) return true;
  if (room_.shared.body_bytes.fetch_add(wanted) + wanted >
      room_.shared.limits.body_bytes_in_flight_max) {
    room_.shared.body_bytes.fetch_sub(wanted);
    return false;
  }
  reserved_ = wanted;
  return true;
}

void HttpConnection::ReleaseBody() {
  room_.shared.body_bytes.fetch_sub(reserved_);
  reserved_ = 0;
}

}  // namespace winnow
