// One client's connection: reads requests one after the other, hands each to
// the handler, writes its answer.
//
// Everything that a client can make last or grow is bounded: the time for a
// first byte, a header, a body and an answer to be taken; the bytes of header
// and body; the bytes of all bodies together.
//
// Threads: the one of its executor; it is made and destroyed there, too.

#ifndef WINNOW_CLIENTS_GATEWAY_HTTP_CONNECTION_H_
#define WINNOW_CLIENTS_GATEWAY_HTTP_CONNECTION_H_

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/strings/string_view.h"
#include "clients/gateway/connection_room.h"
#include "clients/gateway/http_message.h"

namespace winnow {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  // `room` must outlive it.
  HttpConnection(boost::asio::ip::tcp::socket socket, ConnectionRoom& room);
  ~HttpConnection();

  // Begins to read.
  void Start();

  // Ends it: at once if it waits for a request, else after the answer.
  void Drain();

 private:
  using Error = boost::beast::error_code;
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  using Response =
      boost::beast::http::response<boost::beast::http::string_body>;

  void WaitForRequest();
  void OnFirstBytes(Error error, size_t bytes);
  void ReadHeader();
  void OnHeader(Error error, size_t bytes);
  void ReadBody();
  void OnBody(Error error, size_t bytes);
  void Handle(bool too_large);
  // Answers what could not be read, and ends the connection.
  void Refuse(int status, absl::string_view code, absl::string_view detail);
  void Send(HttpAnswer answer);
  void OnSent(Error error, size_t bytes);
  // Reads on for a moment before closing: bytes that were not read would make
  // the kernel reset the connection, and the answer with it.
  void Linger();
  void OnLingering(Error error, size_t bytes);
  void Close();

  // Sets aside room for a body that is to come; false if there is none.
  bool ReserveBody();
  void ReleaseBody();

  boost::beast::tcp_stream stream_;
  ConnectionRoom& room_;
  boost::beast::flat_buffer buffer_;
  std::optional<
      boost::beast::http::request_parser<boost::beast::http::string_body>>
      parser_;
  std::unique_ptr<Response> response_;
  IpAddress peer_;
  int64_t reserved_ = 0;
  size_t lingered_ = 0;
  bool first_ = true;  // request of this connection
  bool idle_ = false;
  bool keep_ = true;
  bool is_head_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_HTTP_CONNECTION_H_
