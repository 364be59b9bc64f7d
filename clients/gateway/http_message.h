// One request and its answer, without the library that reads and writes them:
// what the rest of the gateway is written and tested against.
//
// Threads: plain values.

#ifndef WINNOW_CLIENTS_GATEWAY_HTTP_MESSAGE_H_
#define WINNOW_CLIENTS_GATEWAY_HTTP_MESSAGE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/gateway/event_stream.h"
#include "clients/gateway/ip_address.h"

namespace winnow {

// The headers that the gateway looks at, empty where there were none. All are
// untrusted.
struct RequestHeaders {
  std::string authorization = {};
  std::string content_type = {};
  std::string coral_signature = {};  // X-Coral-Signature, joined by commas
  std::string edit_token = {};       // Winnow-Edit-Token
  std::string forwarded_for = {};    // X-Forwarded-For, lines joined by commas
  std::string host = {};
  std::string idempotency_key = {};  // Idempotency-Key
  std::string if_none_match = {};
  std::string origin = {};
  std::string traceparent = {};
  std::string user_agent = {};
};

// Why a request cannot be served whatever it asks for.
enum class RequestFault {
  kNone,
  kNotHttp,         // nothing below is filled in, but perhaps the headers
  kHeaderTooLarge,  // nothing below is filled in
  kBodyTooLarge,    // the body is empty
  kBusy,            // likewise: there was no room for it
};

// What was read of it: headers are those that came before the body.
struct HttpRequest {
  std::string method;  // as sent: GET, POST, …
  std::string target;
  RequestHeaders headers;
  std::string body;
  IpAddress peer;
  RequestFault fault = RequestFault::kNone;
};

struct HttpAnswer {
  int status = 500;
  std::string content_type = "application/json";
  // Shared, because cached answers are sent to many.
  std::shared_ptr<const std::string> body = nullptr;
  // Beside Content-Type and Content-Length, which the connection writes.
  std::vector<std::pair<std::string, std::string>> headers = {};
  // Instead of a body: what follows as it comes, until the connection ends.
  std::shared_ptr<EventStream> events = nullptr;
};

// Takes the answer to one request; called once at most, from any thread, while
// the server is there.
using AnswerSink = std::function<void(HttpAnswer)>;

// What a connection does with a request: it must not block.
using HttpHandler = std::function<void(HttpRequest, AnswerSink)>;

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_HTTP_MESSAGE_H_
