#include "service/intake/reader_address.h"

#include <arpa/inet.h>

#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

constexpr size_t kIpv4Bytes = 4;
constexpr size_t kIpv6Bytes = 16;
constexpr absl::string_view kMappedPrefix("\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12);

struct Network {
  uint8_t bytes[2];
  int bits;  // of the two bytes; the largest network below needs 16
};

// RFC 6890; the last one is multicast and everything after it.
constexpr Network kNotReadersIpv4[] = {
    {{0, 0}, 8},      {{10, 0}, 8},    {{100, 64}, 10},  {{127, 0}, 8},
    {{169, 254}, 16}, {{172, 16}, 12}, {{192, 168}, 16}, {{224, 0}, 3},
};
// RFC 4193, 4291.
constexpr Network kNotReadersIpv6[] = {
    {{0xFC, 0}, 7}, {{0xFE, 0x80}, 10}, {{0xFF, 0}, 8}};

bool IsIn(absl::string_view bytes, const Network& network) {
  const auto first_two = [](uint8_t a, uint8_t b) { return a << 8 | b; };
  const int difference = first_two(static_cast<uint8_t>(bytes[0]),
                                   static_cast<uint8_t>(bytes[1])) ^
                         first_two(network.bytes[0], network.bytes[1]);
  return difference >> (16 - network.bits) == 0;
}

}  // namespace

std::optional<NetworkAddress> ParseNetworkAddress(absl::string_view text) {
  const std::string address(absl::StripAsciiWhitespace(text));
  // inet_pton() would read up to a NUL and believe it.
  if (absl::StrContains(address, '\0')) return std::nullopt;
  std::string bytes(kIpv6Bytes, '\0');
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) {
    bytes.resize(kIpv4Bytes);
    return NetworkAddress{bytes};
  }
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) {
    return std::nullopt;
  }
  if (absl::StartsWith(bytes, kMappedPrefix)) {
    bytes.erase(0, kMappedPrefix.size());
  }
  return NetworkAddress{bytes};
}

bool IsReaderAddress(const NetworkAddress& address) {
  const absl::string_view bytes = address.bytes;
  if (bytes.size() == kIpv4Bytes) {
    for (const Network& network : kNotReadersIpv4) {
      if (IsIn(bytes, network)) return false;
    }
    return true;
  }
  // :: and ::1
  const absl::string_view zeros("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15);
  if (absl::StartsWith(bytes, zeros)) return bytes.back() > '\1';
  for (const Network& network : kNotReadersIpv6) {
    if (IsIn(bytes, network)) return false;
  }
  return true;
}

}  // namespace winnow
