// The address at the other end of a socket, and addresses to listen on.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_PEER_ADDRESS_H_
#define WINNOW_CLIENTS_GATEWAY_PEER_ADDRESS_H_

#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/gateway/ip_address.h"

namespace winnow {

// Returns all zeros for a socket that is no longer connected.
IpAddress PeerAddressOf(const boost::asio::ip::tcp::socket& socket);

// Parses `HOST:PORT` or `[V6]:PORT`; HOST is an address or `localhost`, port 0
// takes any.
// Errors: InvalidArgument, naming `setting`.
absl::StatusOr<boost::asio::ip::tcp::endpoint> ParseListenAddress(
    absl::string_view setting, absl::string_view address);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_PEER_ADDRESS_H_
