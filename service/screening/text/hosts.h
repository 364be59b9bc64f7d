// What can be said of a link's host by its name alone.

#ifndef WINNOW_SERVICE_SCREENING_TEXT_HOSTS_H_
#define WINNOW_SERVICE_SCREENING_TEXT_HOSTS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// Whether a browser would take it for an IPv4 or IPv6 address (WHATWG URL):
// "192.0.2.7", "3221225991", "0xc0.0x00.2.7", "[2001:db8::1]".
// Input: a host, folded.
bool IsAddressHost(absl::string_view host);

// Returns the host in ASCII (IDNA 2008), so that every spelling compares equal;
// the host itself where that fails.
// Cost: a search in ASCII hosts, 2 µs for others.
std::string ToAsciiHost(absl::string_view host);

// Whether one of its labels is written in punycode.
bool HasPunycode(absl::string_view host);

// Whether it is made to be taken for another: a label mixes scripts that no
// language mixes (UTS 39, moderately restrictive), or is foreign letters that
// all look Latin under a Latin top-level domain.
// Cost: a search in plain ASCII hosts, some 10 µs for others.
bool IsMisleadingHost(absl::string_view host);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_TEXT_HOSTS_H_
