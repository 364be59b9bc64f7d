// Which browsers may read and write (the Fetch standard's CORS protocol).
// Denied unless the page's origin is one of the site's; never with credentials.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_CORS_H_
#define WINNOW_CLIENTS_GATEWAY_CORS_H_

#include <optional>
#include <string>
#include <vector>

#include "clients/gateway/exchange.h"

namespace winnow {

// Returns why the exchange may not go on, or nothing. A caller with a key is no
// browser and may. A browser's write needs an Origin of the site's; a read may
// have none, since what it gets is public, but not another's.
std::optional<Problem> CheckOrigin(const Exchange& exchange);

// Answers a preflight for a path with these methods.
// Input: `exchange` has a site if the path names a configured one.
HttpAnswer PreflightAnswer(const Exchange& exchange,
                           const std::vector<absl::string_view>& allowed);

// Adds what lets the page of an allowed origin read the answer, and what keeps
// caches from giving it to another.
void AddCorsHeaders(const Exchange& exchange, HttpAnswer& answer);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CORS_H_
