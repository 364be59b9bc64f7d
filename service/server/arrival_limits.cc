#include "service/server/arrival_limits.h"

#include <netinet/in.h>

#include <algorithm>

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"

namespace winnow {
namespace {

constexpr size_t kIpv6NetworkBytes = 6;

// The bytes of the address that name its network.
absl::string_view NetworkOf(const sockaddr_storage& peer) {
  const auto bytes = [](const void* from, size_t count) {
    return absl::string_view(static_cast<const char*>(from), count);
  };
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    return bytes(&v4.sin_addr, sizeof(v4.sin_addr));
  }
  if (peer.ss_family == AF_INET6) {
    const in6_addr& v6 = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) return bytes(&v6.s6_addr[12], 4);
    return bytes(&v6, kIpv6NetworkBytes);
  }
  return "";
}

// Counts one arrival unless that is too many; `empty` is the slot's.
bool Take(absl::Time& empty, int per_second, int at_once, absl::Time now) {
  const absl::Duration each = absl::Seconds(1) / per_second;
  const absl::Time after = std::max(empty, now) + each;
  if (after - now > each * at_once) return false;
  empty = after;
  return true;
}

}  // namespace

bool ArrivalLimits::Admit(const sockaddr_storage& peer, absl::Time now) {
  absl::Time& network =
      networks_[absl::HashOf(NetworkOf(peer)) % networks_.size()];
  // The network first: one that asks too much takes nothing from the others.
  return Take(network, kArrivalsPerSecond, kArrivalsAtOnce, now) &&
         Take(all_, kAllArrivalsPerSecond, kAllArrivalsAtOnce, now);
}

}  // namespace winnow
