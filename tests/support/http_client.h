// A plain HTTP client for tests: one connection, kept open; and raw bytes for
// what no client sends.
//
// Threads: one at a time.

#ifndef WINNOW_TESTS_SUPPORT_HTTP_CLIENT_H_
#define WINNOW_TESTS_SUPPORT_HTTP_CLIENT_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace winnow {

struct HttpReply {
  int status = 0;  // 0: there was no answer
  // By name in lower case; of several lines the last.
  std::map<std::string, std::string> headers;
  std::string body;
};

class HttpClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // Connects to a port of 127.0.0.1 when it is first used.
  explicit HttpClient(int port);
  ~HttpClient();

  // Sends a request and waits for its answer, 30 seconds at most. Connects
  // again if the server has closed.
  HttpReply Send(const std::string& method, const std::string& target,
                 const Headers& headers = {}, const std::string& body = "");

  // Sends bytes as they are, and reads until the server closes.
  std::string SendRaw(const std::string& bytes);

  // Sends bytes as they are and reads nothing; false when the server has gone.
  bool Push(const std::string& bytes);
  // Reads until what it said since the connection began has a text in it, or
  // the server closes; all that it said.
  std::string ReadUntil(const std::string& text);
  // Reads until the server closes; what it said.
  std::string ReadToEnd();

 private:
  struct Connection;

  bool Connect();

  const int port_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace winnow

#endif  // WINNOW_TESTS_SUPPORT_HTTP_CLIENT_H_
