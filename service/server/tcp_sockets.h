// Opens the TCP sockets that winnowd listens on by itself, beside gRPC's.

#ifndef WINNOW_SERVICE_SERVER_TCP_SOCKETS_H_
#define WINNOW_SERVICE_SERVER_TCP_SOCKETS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// Listens on HOST:PORT, an IPv6 host in brackets: one socket for each address
// that the host has, never blocking, for the caller to close. Port 0 takes any.
// Errors: Unavailable, naming the flag and the address; nothing is left open.
absl::StatusOr<std::vector<int>> ListenOnTcp(absl::string_view flag,
                                             const std::string& address,
                                             int backlog);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_TCP_SOCKETS_H_
