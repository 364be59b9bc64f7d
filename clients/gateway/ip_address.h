// Network addresses as bytes: of peers, of readers, of proxies.
//
// Threads: plain values and pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_IP_ADDRESS_H_
#define WINNOW_CLIENTS_GATEWAY_IP_ADDRESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace winnow {

// An IPv6 address, or an IPv4 address mapped into IPv6 (::ffff:a.b.c.d), so
// that one machine has one form.
struct IpAddress {
  std::array<uint8_t, 16> bytes = {};

  bool IsV4() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

// Addresses that begin with the same bits.
struct IpNetwork {
  IpAddress first;
  int bits = 0;  // 0–128, in the IPv6 form

  bool Contains(const IpAddress& address) const;
};

// Parses an IPv4 or IPv6 address without port, brackets, zone or spaces.
// Input: untrusted. Errors: absent for anything else.
std::optional<IpAddress> ParseIpAddress(absl::string_view text);

// Parses `10.0.0.0/8`, `fd00::/8` or a single address.
// Errors: absent for anything else, and if bits behind the mask are set: who
// writes 10.0.0.5/8 meant something else.
std::optional<IpNetwork> ParseIpNetwork(absl::string_view text);

// Writes an address as others read it; IPv4 in its own form.
std::string FormatIpAddress(const IpAddress& address);

// Returns the first bits of an address: `v4_bits` of IPv4's 32 or `v6_bits` of
// IPv6's 128.
IpAddress MaskIpAddress(const IpAddress& address, int v4_bits, int v6_bits);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_IP_ADDRESS_H_
