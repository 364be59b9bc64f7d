// The document from which Google's client libraries learn how to call
// comments:analyze and comments:suggestscore.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_DISCOVERY_H_
#define WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_DISCOVERY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// Returns the document of a gateway that callers reach at this URL, which ends
// with a slash.
std::string PerspectiveDiscovery(const std::string& root_url);

// Returns where callers reach the gateway: `configured`, or the Host that one
// of them named, over HTTP; with a slash at its end. Empty where neither says.
// Input: `host` is untrusted; what is no host is as good as none.
std::string PublicUrl(absl::string_view configured, absl::string_view host);

// Tells whether a text can be a setting's public URL: http or https, a host and
// perhaps a path, at most 200 characters.
bool IsPublicUrl(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_PERSPECTIVE_DISCOVERY_H_
