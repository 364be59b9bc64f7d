// How a client reaches winnowd: where, with which key, for which site, and how
// long it tries.
//
// Threads: plain values and pure functions; ReadKeyFile() reads a file.

#ifndef WINNOW_CLIENTS_CPP_OPTIONS_H_
#define WINNOW_CLIENTS_CPP_OPTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// What Client::Connect() takes. Everything has a default but the key.
struct ClientOptions {
  // `HOST:PORT`, `[V6]:PORT` or `unix:PATH`. Anything but loopback and Unix
  // sockets needs mutual TLS: the three files below.
  std::string address = "127.0.0.1:7420";

  // The API key itself, or the file that holds it. The file wins if both are
  // given. Neither: calls go out without a key and are refused as
  // Unauthenticated.
  std::string key = {};
  std::string key_file = {};

  // Bare id of the site, filled into every request that has none. May be empty
  // if requests name theirs.
  std::string site = {};

  // PEM files: who signed the server, and what this client shows. All three or
  // none.
  std::string ca_file = {};
  std::string cert_file = {};
  std::string cert_key_file = {};

  // Longest time that one attempt of a unary call may take.
  absl::Duration call_timeout = absl::Seconds(10);

  // How long a call is repeated in all while winnowd is away or says that it
  // has too much to do. Zero: one attempt.
  absl::Duration retry_for = absl::Seconds(20);

  // The trace that calls belong to which name none of their own (W3C Trace
  // Context): winnowd writes its ids into the log and sends it back. Empty:
  // none. winnowd ignores a bad one. For a program that is one job; a site says
  // with each call whose request it is part of: CallOptions::traceparent.
  std::string traceparent = {};

  // Put before gRPC's own user agent, e.g. `news-site/1.2`.
  std::string user_agent = {};
};

// Returns the key in a file, without white space around it.
// Errors: NotFound if it cannot be read; FailedPrecondition if others than its
// owner and group may read it, or group may write it (mode & 027); it then says
// which chmod helps; InvalidArgument if it holds no key.
absl::StatusOr<std::string> ReadKeyFile(const std::string& path);

// Tells whether an address stays on this machine: a Unix socket, a literal
// loopback address, or `localhost`.
bool IsLocalAddress(absl::string_view address);

// Tells whether a text can be sent as an API key: 1 to 256 printable characters
// of ASCII without blanks. Whether it is one is for winnowd to say.
bool IsSendableKey(absl::string_view text);

// Tells whether a text can be sent as a traceparent: at most 256 letters,
// digits and hyphens. Whether it is one is for winnowd to say.
bool IsSendableTraceparent(absl::string_view text);

// Checks what can be checked without a connection.
// Errors: InvalidArgument, naming the option to change.
absl::Status CheckClientOptions(const ClientOptions& options);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_OPTIONS_H_
