// How many connections strangers may begin: so many a second from one network,
// and so many in all. A network is an IPv4 address or a /48 of IPv6.
//
// The generic cell rate algorithm (ITU-T I.371), one time stamp for each of a
// fixed number of slots; networks that share a slot share its rate, and nothing
// a peer does makes this grow.
//
// Threads: one.

#ifndef WINNOW_SERVICE_SERVER_ARRIVAL_LIMITS_H_
#define WINNOW_SERVICE_SERVER_ARRIVAL_LIMITS_H_

#include <sys/socket.h>

#include <array>
#include <cstddef>

#include "absl/time/time.h"

namespace winnow {

// A handshake costs up to 2 ms of a core with the usual keys (P-256, RSA 2048).
inline constexpr int kArrivalsPerSecond = 10;
inline constexpr int kArrivalsAtOnce = 40;
// From everywhere together; a restart has all clients come back at once.
inline constexpr int kAllArrivalsPerSecond = 100;
inline constexpr int kAllArrivalsAtOnce = 200;

class ArrivalLimits {
 public:
  // Tells whether a connection from there may begin now, and counts it if so.
  // Input: IPv4, IPv6, or IPv4 mapped into IPv6; others are one network.
  bool Admit(const sockaddr_storage& peer, absl::Time now);

 private:
  static constexpr size_t kSlots = 8192;

  // Of a slot: when it would be empty again.
  std::array<absl::Time, kSlots> networks_{};
  absl::Time all_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_ARRIVAL_LIMITS_H_
