#include "tests/support/http_client.h"

#include <poll.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "absl/strings/ascii.h"

namespace winnow {
namespace {

namespace http = boost::beast::http;
namespace net = boost::asio;
using net::ip::tcp;

constexpr int kPatienceMs = 30'000;

// A socket whose reads and writes end with timed_out when nothing moves. Asio's
// own, when they are to block, wait for ever.
class PatientSocket {
 public:
  explicit PatientSocket(net::io_context& io) : socket_(io) {}

  void Connect(int port, boost::system::error_code& error) {
    socket_.connect(tcp::endpoint(net::ip::address_v4::loopback(),
                                  static_cast<uint16_t>(port)),
                    error);
    if (!error) socket_.non_blocking(true, error);
  }

  template <typename Buffers>
  size_t read_some(const Buffers& buffers, boost::system::error_code& error) {
    return Try(POLLIN, error,
               [&] { return socket_.read_some(buffers, error); });
  }
  template <typename Buffers>
  size_t write_some(const Buffers& buffers, boost::system::error_code& error) {
    return Try(POLLOUT, error,
               [&] { return socket_.write_some(buffers, error); });
  }
  // Beast asks for these two, and nobody calls them.
  template <typename Buffers>
  size_t read_some(const Buffers& buffers) {
    boost::system::error_code error;
    return read_some(buffers, error);
  }
  template <typename Buffers>
  size_t write_some(const Buffers& buffers) {
    boost::system::error_code error;
    return write_some(buffers, error);
  }

 private:
  template <typename Step>
  size_t Try(int event, boost::system::error_code& error, const Step& step) {
    while (true) {
      pollfd ready = {.fd = socket_.native_handle(),
                      .events = static_cast<int16_t>(event),
                      .revents = 0};
      if (poll(&ready, 1, kPatienceMs) == 0) {
        error = net::error::timed_out;
        return 0;
      }
      const size_t bytes = step();
      if (error != net::error::would_block) return bytes;
    }
  }

  tcp::socket socket_;
};

}  // namespace

struct HttpClient::Connection {
  net::io_context io;
  PatientSocket socket{io};
  boost::beast::flat_buffer buffer;
  std::string said;  // to ReadUntil()
};

HttpClient::HttpClient(int port) : port_(port) {}

HttpClient::~HttpClient() = default;

bool HttpClient::Connect() {
  if (connection_ != nullptr) return true;
  auto made = std::make_unique<Connection>();
  boost::system::error_code error;
  made->socket.Connect(port_, error);
  if (error) return false;
  connection_ = std::move(made);
  return true;
}

HttpReply HttpClient::Send(const std::string& method, const std::string& target,
                           const Headers& headers, const std::string& body) {
  http::request<http::string_body> request;
  request.method_string(method);
  request.target(target);
  request.version(11);
  request.set(http::field::host, "127.0.0.1");
  for (const auto& [name, value] : headers) request.insert(name, value);
  request.body() = body;
  if (!body.empty() || method == "POST" || method == "PATCH") {
    request.content_length(body.size());
  }
  HttpReply reply;
  // A kept connection may have been closed by the server meanwhile.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const bool kept = connection_ != nullptr;
    if (!Connect()) return reply;
    boost::system::error_code error;
    http::write(connection_->socket, request, error);
    // A server may answer and close before it has read everything.
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 << 20);
    if (method == "HEAD") parser.skip(true);
    http::read(connection_->socket, connection_->buffer, parser, error);
    if (error) {
      connection_ = nullptr;
      if (kept) continue;
      return reply;
    }
    const auto& response = parser.get();
    reply.status = static_cast<int>(response.result_int());
    for (const auto& field : response) {
      const std::string name(field.name_string());
      reply.headers[absl::AsciiStrToLower(name)] = std::string(field.value());
    }
    reply.body = response.body();
    if (!response.keep_alive()) connection_ = nullptr;
    return reply;
  }
  return reply;
}

bool HttpClient::Push(const std::string& bytes) {
  if (!Connect()) return false;
  boost::system::error_code error;
  net::write(connection_->socket, net::buffer(bytes), error);
  return !error;
}

std::string HttpClient::ReadUntil(const std::string& text) {
  if (connection_ == nullptr) return "";
  std::string& said = connection_->said;
  char block[4096];
  boost::system::error_code error;
  while (!error && said.find(text) == std::string::npos) {
    const size_t bytes =
        connection_->socket.read_some(net::buffer(block), error);
    said.append(block, bytes);
  }
  return said;
}

std::string HttpClient::ReadToEnd() {
  std::string said;
  if (connection_ == nullptr) return said;
  char block[4096];
  boost::system::error_code error;
  while (!error) {
    const size_t bytes =
        connection_->socket.read_some(net::buffer(block), error);
    said.append(block, bytes);
  }
  if (error == net::error::timed_out) said += "(and left it open)";
  connection_ = nullptr;
  return said;
}

std::string HttpClient::SendRaw(const std::string& bytes) {
  Push(bytes);
  return ReadToEnd();
}

}  // namespace winnow
