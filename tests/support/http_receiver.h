// A small HTTP server that a test tells what to answer, with or without TLS:
// who receives what winnow-gateway delivers.
//
//   HttpReceiver receiver({}, [](const HttpReceiver::Request&) {
//     return HttpReceiver::Reply{.status = 204};
//   });
//
// Threads: any; each connection is served by one of its own, where `answer` is
// called.

#ifndef WINNOW_TESTS_SUPPORT_HTTP_RECEIVER_H_
#define WINNOW_TESTS_SUPPORT_HTTP_RECEIVER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace winnow {

class HttpReceiver {
 public:
  struct Options {
    int port = 0;  // of 127.0.0.1; 0 takes any
    // PEM files; empty: no TLS.
    std::string cert_file = {};
    std::string key_file = {};
  };
  struct Request {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    int connection = 0;       // the how manieth, from 1
    std::string server_name;  // that TLS began with; empty for none
  };
  struct Reply {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    std::string raw = {};  // sent instead, as it is
    bool close = false;    // afterwards, without having said so
    // Asked after the answer, until it returns nothing; sends what it returns.
    std::function<std::string()> more = nullptr;
  };
  using Answer = std::function<Reply(const Request&)>;

  // Ends the test program if the port is taken.
  HttpReceiver(Options options, Answer answer);
  // Cuts its connections. `answer` must return.
  ~HttpReceiver();

  int port() const;

  // What has arrived so far, in this order.
  std::vector<Request> requests() const;

 private:
  struct Room;

  std::unique_ptr<Room> room_;
};

// Makes an authority in a directory, ca.pem and ca.key, and with it
// NAME.pem and NAME.key for one host: `DNS:` or `IP:` and its name or address.
// Ends the test program if it cannot.
void MakeCertificate(const std::string& dir, const std::string& name,
                     const std::string& host);

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_HTTP_RECEIVER_H_
