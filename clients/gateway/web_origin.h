// Web origins (RFC 6454): whose pages may call, and whose articles may be
// commented on.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_WEB_ORIGIN_H_
#define WINNOW_CLIENTS_GATEWAY_WEB_ORIGIN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// Returns an origin as browsers write it: scheme and host in lower case, no
// port that is the scheme's own, nothing behind.
// Input: `https://news.example`, `http://localhost:8080`; ASCII only, so a name
// in other letters is given as its A-label, `xn--…`.
// Errors: InvalidArgument for anything else, also for `null`.
absl::StatusOr<std::string> ParseWebOrigin(absl::string_view text);

// Tells whether a browser's Origin header is one of `origins`.
// Input: `header` is untrusted; `origins` come from ParseWebOrigin().
bool IsOneOf(absl::string_view header, const std::vector<std::string>& origins);

// Tells whether an article's address lies under one of `origins`. Everything up
// to the first slash, question mark or hash must be an origin, so neither a
// user name nor a backslash can stand before the host.
// Input: `url` is untrusted; `origins` come from ParseWebOrigin().
bool IsUnderOneOf(absl::string_view url,
                  const std::vector<std::string>& origins);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEB_ORIGIN_H_
