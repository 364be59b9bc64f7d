// What the gateway says of itself: a JSON line for every request on standard
// output, and one for every event worth an operator's attention on standard
// error.
//
//   {"time":"…","event":"request","id":"9f…","method":"POST",
//    "operation":"submit","site":"daily","status":201,"ms":3.1,
//    "bytes_in":412,"bytes_out":903}
//
// Neither has a reader's text, name or address, a key or token, a path or a
// query: an operation and a site say what was asked for.
//
// Threads: any.

#ifndef WINNOW_CLIENTS_GATEWAY_GATEWAY_LOG_H_
#define WINNOW_CLIENTS_GATEWAY_GATEWAY_LOG_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/gateway/log_writer.h"

namespace winnow {

struct RequestLine {
  std::string id = {};
  absl::string_view method = "OTHER";    // HTTP's own words, or OTHER
  absl::string_view operation = "none";  // a route's name, or `none`
  std::string site = {};  // empty where no configured one was named
  int status = 0;
  std::string code = {};  // of a problem; else empty
  absl::Duration duration = absl::ZeroDuration();
  size_t bytes_in = 0;   // of the body
  size_t bytes_out = 0;  // likewise
};

// Returns the line, with its line end.
std::string FormatRequestLine(absl::Time time, const RequestLine& request);

// Returns an event's line. Values are escaped as JSON; they must be ours, never
// a reader's.
using EventFields =
    std::initializer_list<std::pair<absl::string_view, std::string>>;
std::string FormatEventLine(absl::Time time, absl::string_view level,
                            absl::string_view event, EventFields fields);

class GatewayLog {
 public:
  // Writes requests only if asked to.
  explicit GatewayLog(bool requests);

  void Request(const RequestLine& request);
  void Warn(absl::string_view event, EventFields fields);
  void Inform(absl::string_view event, EventFields fields);

  int64_t dropped() const { return requests_.dropped() + events_.dropped(); }

 private:
  const bool writes_requests_;
  LogWriter requests_;
  LogWriter events_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_GATEWAY_LOG_H_
