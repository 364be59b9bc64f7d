#include "clients/gateway/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace winnow {
namespace {

// The longest form that inet_pton() takes has 45 characters.
constexpr size_t kTextBytesMax = 45;
constexpr int kMappedBits = 96;
constexpr uint8_t kMappedPrefix[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

IpAddress KeepBits(IpAddress address, int bits) {
  for (int i = 0; i < 16; ++i) {
    const int kept = std::clamp(bits - 8 * i, 0, 8);
    address.bytes[static_cast<size_t>(i)] &=
        static_cast<uint8_t>(0xFF00 >> kept);
  }
  return address;
}

}  // namespace

bool IpAddress::IsV4() const {
  return std::memcmp(bytes.data(), kMappedPrefix, sizeof(kMappedPrefix)) == 0;
}

bool IpNetwork::Contains(const IpAddress& address) const {
  return KeepBits(address, bits) == first;
}

std::optional<IpAddress> ParseIpAddress(absl::string_view text) {
  if (text.empty() || text.size() > kTextBytesMax) return std::nullopt;
  // inet_pton() would read up to a NUL and believe it.
  if (text.find('\0') != absl::string_view::npos) return std::nullopt;
  const std::string address(text);
  IpAddress parsed;
  if (inet_pton(AF_INET6, address.c_str(), parsed.bytes.data()) == 1) {
    return parsed;
  }
  std::copy(std::begin(kMappedPrefix), std::end(kMappedPrefix),
            parsed.bytes.begin());
  if (inet_pton(AF_INET, address.c_str(),
                parsed.bytes.data() + sizeof(kMappedPrefix)) == 1) {
    return parsed;
  }
  return std::nullopt;
}

std::optional<IpNetwork> ParseIpNetwork(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  const auto first = ParseIpAddress(parts.first);
  if (!first) return std::nullopt;
  if (parts.first.size() == text.size()) return IpNetwork{*first, 128};
  const bool v4 = parts.first.find(':') == absl::string_view::npos;
  int bits = 0;
  if (parts.second.size() > 3 || !absl::SimpleAtoi(parts.second, &bits) ||
      bits < 0 || bits > (v4 ? 32 : 128)) {
    return std::nullopt;
  }
  const IpNetwork network{*first, v4 ? bits + kMappedBits : bits};
  if (!network.Contains(*first)) return std::nullopt;
  return network;
}

std::string FormatIpAddress(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.IsV4()) {
    inet_ntop(AF_INET, address.bytes.data() + sizeof(kMappedPrefix), text,
              sizeof(text));
  } else {
    inet_ntop(AF_INET6, address.bytes.data(), text, sizeof(text));
  }
  return text;
}

IpAddress MaskIpAddress(const IpAddress& address, int v4_bits, int v6_bits) {
  return KeepBits(address, address.IsV4() ? kMappedBits + v4_bits : v6_bits);
}

}  // namespace winnow
