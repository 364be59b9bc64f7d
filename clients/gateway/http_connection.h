// One client's connection: reads requests one after the other, hands each to
// the handler, writes its answer.
//
// Everything that a client can make last or grow is bounded: the time for a
// first byte, a header, a body and an answer to be taken; the bytes of header
// and body; the bytes of all bodies together, and of all answers.
//
// Its room owns it, from Start() to Close(); so does what it waits for. The
// handler's sink does not: an answer that comes too late finds nobody.
//
// Threads: the one of its executor; it is made and destroyed there, too, or
// after that thread has ended.

#ifndef WINNOW_CLIENTS_GATEWAY_HTTP_CONNECTION_H_
#define WINNOW_CLIENTS_GATEWAY_HTTP_CONNECTION_H_

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/basic_dynamic_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/span_body.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "clients/gateway/connection_room.h"
#include "clients/gateway/http_message.h"

namespace winnow {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  // `room` must outlive it.
  HttpConnection(boost::asio::ip::tcp::socket socket, ConnectionRoom& room);
  ~HttpConnection();

  // Enters the room and begins to read.
  void Start();

  // Ends it: at once if it waits for a request, else after the answer.
  void Drain();

 private:
  using Error = boost::beast::error_code;
  // Grows with what arrives; a string would take an announced length's memory.
  using RequestBody =
      boost::beast::http::basic_dynamic_body<boost::beast::flat_buffer>;
  using Response =
      boost::beast::http::response<boost::beast::http::span_body<const char>>;

  void WaitForRequest();
  void OnFirstBytes(Error error, size_t bytes);
  void ReadHeader();
  void OnHeader(Error error, size_t bytes);
  // Keeps what the header says. Fields that come after the body would count as
  // headers, too.
  void TakeHeader();
  // Whether a proxy before us may see another end of the body than we do.
  bool IsBodyDoubtful() const;
  void ReadBody();
  void OnBody(Error error, size_t bytes);
  void Handle(RequestFault fault);
  void Send(HttpAnswer answer);
  void Write(HttpAnswer answer);
  // Makes an answer's header, for a body of its own length or none.
  std::unique_ptr<Response> MakeHeader(const HttpAnswer& answer) const;
  // Hands the socket over to an EventConnection, and leaves the room.
  void BecomeStream(HttpAnswer answer);
  void OnSent(Error error, size_t bytes);
  // Reads on for a moment before closing: bytes that were not read would make
  // the kernel reset the connection, and the answer with it.
  void Linger();
  void OnLingering(Error error, size_t bytes);
  // Ends it and leaves the room. Every end comes by here.
  void Close();

  boost::beast::tcp_stream stream_;
  ConnectionRoom& room_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<RequestBody>> parser_;
  HttpRequest request_;
  std::unique_ptr<Response> response_;
  std::shared_ptr<const std::string> answer_body_;  // what response_ points to
  IpAddress peer_;
  ByteShare body_share_;
  ByteShare answer_share_;
  size_t lingered_ = 0;
  bool first_ = true;  // request of this connection
  bool idle_ = false;
  bool keep_ = true;
  bool is_head_ = false;
  bool is_http_11_ = true;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_HTTP_CONNECTION_H_
