// Who is reading, when proxies may stand between.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_READER_ADDRESS_H_
#define WINNOW_CLIENTS_GATEWAY_READER_ADDRESS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "clients/gateway/ip_address.h"

namespace winnow {

// Returns the address of the reader. It is the peer's own, unless the peer is
// in one of the trusted networks: then it is the last entry of X-Forwarded-For
// that is not. Each proxy appends whom it heard, so everything before that
// entry is only what the reader claims.
//
// An entry that is no address ends the walk: the reader is then the last
// trusted address seen, which winnowd will find to be nobody's.
// Input: `forwarded_for` is untrusted: all header lines in their order, joined
// by commas. Entries may have a port or brackets. At most 32 are looked at.
IpAddress ReaderAddress(const IpAddress& peer, absl::string_view forwarded_for,
                        const std::vector<IpNetwork>& trusted_proxies);

// Parses one entry of X-Forwarded-For: `192.0.2.1`, `192.0.2.1:8080`,
// `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:8080`.
// Input: untrusted. Errors: absent for anything else.
std::optional<IpAddress> ParseForwardedEntry(absl::string_view entry);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_READER_ADDRESS_H_
