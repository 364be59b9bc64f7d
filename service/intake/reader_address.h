// The network address that a site says its reader has.
#ifndef WINNOW_SERVICE_INTAKE_READER_ADDRESS_H_
#define WINNOW_SERVICE_INTAKE_READER_ADDRESS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "service/comment/draft.h"

namespace winnow {

// Parses an IPv4 or IPv6 address without port, brackets or zone; surrounding
// spaces are dropped, and an IPv4 address mapped into IPv6 becomes plain IPv4,
// so that one reader has one key.
// Input: untrusted. Errors: absent for anything else.
std::optional<NetworkAddress> ParseNetworkAddress(absl::string_view text);

// Tells whether an address can be a reader's on the internet: not unspecified,
// loopback, private, link-local, shared by a carrier inside its own network
// (RFC 6598), multicast or reserved. Those mean that the site sends its proxy's
// address, under which all its readers would share one rate and one ban. Input:
// what ParseNetworkAddress() returned.
bool IsReaderAddress(const NetworkAddress& address);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_READER_ADDRESS_H_
