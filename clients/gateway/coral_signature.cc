#include "clients/gateway/coral_signature.h"

#include <sodium.h>

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/gateway/hmac.h"

namespace winnow {
namespace {

std::optional<HmacCode> ParseMac(absl::string_view hex) {
  HmacCode mac;
  if (hex.size() != 2 * mac.size()) return std::nullopt;
  size_t bytes = 0;
  if (sodium_hex2bin(mac.data(), mac.size(), hex.data(), hex.size(),
                     /*ignore=*/nullptr, &bytes, /*hex_end=*/nullptr) != 0 ||
      bytes != mac.size()) {
    return std::nullopt;
  }
  return mac;
}

std::vector<HmacCode> ParseHeader(absl::string_view header) {
  std::vector<HmacCode> macs;
  for (absl::string_view one : absl::StrSplit(header, ',')) {
    one = absl::StripAsciiWhitespace(one);
    if (!absl::ConsumePrefix(&one, "sha256=")) continue;
    const auto mac = ParseMac(one);
    if (mac) macs.push_back(*mac);
    if (macs.size() == kCoralSignaturesMax) break;
  }
  return macs;
}

}  // namespace

bool HasCoralSignature(absl::string_view header, absl::string_view body,
                       const std::vector<std::string>& secrets) {
  const std::vector<HmacCode> signatures = ParseHeader(header);
  if (signatures.empty()) return false;
  bool matches = false;
  for (const std::string& secret : secrets) {
    const HmacCode expected = HmacSha256(secret, {body});
    for (const HmacCode& signature : signatures) {
      const bool same = sodium_memcmp(expected.data(), signature.data(),
                                      expected.size()) == 0;
      matches = same || matches;
    }
  }
  return matches;
}

}  // namespace winnow
