#include "clients/gateway/coral_signature.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

using Mac = std::array<uint8_t, crypto_auth_hmacsha256_BYTES>;

std::optional<Mac> ParseMac(absl::string_view hex) {
  Mac mac;
  if (hex.size() != 2 * mac.size()) return std::nullopt;
  size_t bytes = 0;
  if (sodium_hex2bin(mac.data(), mac.size(), hex.data(), hex.size(),
                     /*ignore=*/nullptr, &bytes, /*hex_end=*/nullptr) != 0 ||
      bytes != mac.size()) {
    return std::nullopt;
  }
  return mac;
}

std::vector<Mac> ParseHeader(absl::string_view header) {
  std::vector<Mac> macs;
  for (absl::string_view one : absl::StrSplit(header, ',')) {
    one = absl::StripAsciiWhitespace(one);
    if (!absl::ConsumePrefix(&one, "sha256=")) continue;
    const auto mac = ParseMac(one);
    if (mac) macs.push_back(*mac);
    if (macs.size() == kCoralSignaturesMax) break;
  }
  return macs;
}

Mac MacOf(absl::string_view body, const std::string& secret) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(
      &state, reinterpret_cast<const uint8_t*>(secret.data()), secret.size());
  crypto_auth_hmacsha256_update(
      &state, reinterpret_cast<const uint8_t*>(body.data()), body.size());
  Mac mac;
  crypto_auth_hmacsha256_final(&state, mac.data());
  sodium_memzero(&state, sizeof(state));
  return mac;
}

}  // namespace

bool HasCoralSignature(absl::string_view header, absl::string_view body,
                       const std::vector<std::string>& secrets) {
  const std::vector<Mac> signatures = ParseHeader(header);
  if (signatures.empty()) return false;
  bool matches = false;
  for (const std::string& secret : secrets) {
    const Mac expected = MacOf(body, secret);
    for (const Mac& signature : signatures) {
      const bool same = sodium_memcmp(expected.data(), signature.data(),
                                      expected.size()) == 0;
      matches = same || matches;
    }
  }
  return matches;
}

}  // namespace winnow
