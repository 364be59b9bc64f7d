// What stands behind the method in the first line of a request.
//
// Threads: plain values and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_REQUEST_TARGET_H_
#define WINNOW_CLIENTS_GATEWAY_REQUEST_TARGET_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// A target in parts, with %XX resolved once.
struct RequestTarget {
  std::vector<std::string> segments;  // of the path, without slashes
  std::vector<std::pair<std::string, std::string>> query;  // in order
};

// Parses an origin-form target, `/PATH?QUERY`. In the query `+` is a space, as
// forms and URLSearchParams write it. A segment may hold an escaped slash: it
// is resolved after the path was split, so it never makes a segment.
// Input: untrusted, at most 2 GB. What comes out is UTF-8.
// Errors: InvalidArgument for another form of target, a bad escape, an escaped
// or plain control character, what is not UTF-8, an empty, `.` or `..` segment,
// more than 16 segments or more than 256 parameters. It does not quote the
// target.
absl::StatusOr<RequestTarget> ParseRequestTarget(absl::string_view target);

// Resolves %XX, and `+` if it means a space.
// Errors: InvalidArgument for a bad escape, and for what then has a control
// character or is not UTF-8.
absl::StatusOr<std::string> PercentDecode(absl::string_view text,
                                          bool plus_is_space);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_REQUEST_TARGET_H_
