#include "tests/support/http_receiver.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tests/support/run_program.h"

namespace winnow {
namespace {

namespace http = boost::beast::http;
namespace net = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;
using net::ip::tcp;

HttpReceiver::Request Read(const http::request<http::string_body>& received) {
  HttpReceiver::Request request;
  request.method = std::string(received.method_string());
  request.target = std::string(received.target());
  request.body = received.body();
  for (const auto& field : received) {
    request.headers[absl::AsciiStrToLower(std::string(field.name_string()))] =
        std::string(field.value());
  }
  return request;
}

}  // namespace

struct HttpReceiver::Room {
  explicit Room(Answer given) : answer(std::move(given)) {}

  void Accept() {
    for (int number = 1;; ++number) {
      auto socket = std::make_shared<tcp::socket>(io);
      error_code error;
      acceptor.accept(*socket, error);
      const std::lock_guard lock(mutex);
      if (error || stopping) return;
      sockets.push_back(socket);
      threads.emplace_back([this, socket, number] {
        if (trust == nullptr) {
          Serve(*socket, number, "");
        } else {
          ssl::stream<tcp::socket&> stream(*socket, *trust);
          error_code failed;
          stream.handshake(ssl::stream_base::server, failed);
          const char* name = SSL_get_servername(stream.native_handle(),
                                                TLSEXT_NAMETYPE_host_name);
          if (!failed) Serve(stream, number, name == nullptr ? "" : name);
        }
        // Closed by Stop(), so that its number is not another's meanwhile.
        ::shutdown(socket->native_handle(), SHUT_RDWR);
      });
    }
  }

  template <typename Stream>
  void Serve(Stream& stream, int number, const std::string& server_name) {
    boost::beast::flat_buffer buffer;
    while (true) {
      http::request<http::string_body> received;
      error_code error;
      http::read(stream, buffer, received, error);
      if (error) return;
      Request request = Read(received);
      request.connection = number;
      request.server_name = server_name;
      {
        const std::lock_guard lock(mutex);
        requests.push_back(request);
      }
      const Reply reply = answer(request);
      if (!reply.raw.empty()) {
        net::write(stream, net::buffer(reply.raw), error);
      } else {
        http::response<http::string_body> response(
            http::int_to_status(static_cast<unsigned>(reply.status)), 11);
        for (const auto& [name, value] : reply.headers) {
          response.insert(name, value);
        }
        response.body() = reply.body;
        response.prepare_payload();
        http::write(stream, response, error);
      }
      while (!error && reply.more != nullptr) {
        const std::string more = reply.more();
        if (more.empty()) break;
        net::write(stream, net::buffer(more), error);
      }
      if (error || reply.close) return;
    }
  }

  void Stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    ::shutdown(acceptor.native_handle(), SHUT_RDWR);
    accepting.join();
    for (const auto& socket : sockets) {
      ::shutdown(socket->native_handle(), SHUT_RDWR);
    }
    for (std::thread& thread : threads) thread.join();
  }

  const Answer answer;
  net::io_context io;
  std::unique_ptr<ssl::context> trust;  // null: no TLS
  tcp::acceptor acceptor{io};
  std::thread accepting;
  mutable std::mutex mutex;  // guards what follows until accepting has ended
  bool stopping = false;
  std::vector<std::shared_ptr<tcp::socket>> sockets;
  std::vector<std::thread> threads;
  std::vector<Request> requests;
};

HttpReceiver::HttpReceiver(Options options, Answer answer)
    : room_(std::make_unique<Room>(std::move(answer))) {
  error_code error;
  if (!options.cert_file.empty()) {
    room_->trust = std::make_unique<ssl::context>(ssl::context::tls_server);
    room_->trust->use_certificate_chain_file(options.cert_file, error);
    if (!error) {
      room_->trust->use_private_key_file(options.key_file, ssl::context::pem,
                                         error);
    }
  }
  const tcp::endpoint at(net::ip::address_v4::loopback(),
                         static_cast<uint16_t>(options.port));
  if (!error) room_->acceptor.open(at.protocol(), error);
  if (!error) {
    room_->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  }
  if (!error) room_->acceptor.bind(at, error);
  if (!error) room_->acceptor.listen(16, error);
  if (error) {
    fprintf(stderr, "no receiver: %s\n", error.message().c_str());
    abort();
  }
  room_->accepting = std::thread([room = room_.get()] { room->Accept(); });
}

HttpReceiver::~HttpReceiver() { room_->Stop(); }

int HttpReceiver::port() const {
  return room_->acceptor.local_endpoint().port();
}

std::vector<HttpReceiver::Request> HttpReceiver::requests() const {
  const std::lock_guard lock(room_->mutex);
  return room_->requests;
}

void MakeCertificate(const std::string& dir, const std::string& name,
                     const std::string& host) {
  const auto run = [](std::vector<std::string> command) {
    command.insert(command.begin(),
                   {"openssl", "req", "-x509", "-nodes", "-days", "2",
                    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"});
    const ProgramResult made = RunProgram(command);
    if (made.exit_status == 0) return;
    fprintf(stderr, "no certificate: %s\n", made.errors.c_str());
    abort();
  };
  struct stat found = {};
  if (stat((dir + "/ca.pem").c_str(), &found) != 0) {
    run({"-subj", "/CN=Test authority", "-keyout", dir + "/ca.key", "-out",
         dir + "/ca.pem"});
  }
  run({"-subj", "/CN=" + name, "-addext", "subjectAltName=" + host, "-addext",
       "basicConstraints=critical,CA:FALSE", "-CA", dir + "/ca.pem", "-CAkey",
       dir + "/ca.key", "-keyout", absl::StrCat(dir, "/", name, ".key"), "-out",
       absl::StrCat(dir, "/", name, ".pem")});
}

}  // namespace winnow
