#include "clients/gateway/web_origin.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

// A host name has at most 253 characters.
constexpr size_t kOriginBytesMax = 300;
constexpr absl::string_view kSchemeEnd = "://";

absl::Status NotAnOrigin() {
  return absl::InvalidArgumentError(
      "must be an origin: https://HOST or http://HOST, with a port if it is "
      "another than the usual one, and nothing behind");
}

// A host name, an IPv4 address, or an IPv6 address in brackets. Whether it
// exists is nobody's business here.
bool IsHost(absl::string_view host) {
  const bool brackets =
      absl::ConsumePrefix(&host, "[") && absl::ConsumeSuffix(&host, "]");
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), [brackets](unsigned char byte) {
           if (brackets) return absl::ascii_isxdigit(byte) || byte == ':';
           return absl::ascii_isalnum(byte) || byte == '-' || byte == '.' ||
                  byte == '_';
         });
}

// The number in a port; 0 for no port at all, -1 for what is none.
int PortOf(absl::string_view text) {
  if (text.empty()) return 0;
  if (!absl::ConsumePrefix(&text, ":") || text.empty() || text.size() > 5) {
    return -1;
  }
  const bool digits =
      std::all_of(text.begin(), text.end(),
                  [](unsigned char byte) { return absl::ascii_isdigit(byte); });
  int port = -1;
  const bool fits =
      digits && absl::SimpleAtoi(text, &port) && port >= 1 && port <= 65535;
  return fits ? port : -1;
}

}  // namespace

absl::StatusOr<std::string> ParseWebOrigin(absl::string_view text) {
  if (text.size() > kOriginBytesMax) return NotAnOrigin();
  const std::string lower = absl::AsciiStrToLower(text);
  absl::string_view rest = lower;
  const bool secure = absl::ConsumePrefix(&rest, "https://");
  if (!secure && !absl::ConsumePrefix(&rest, "http://")) return NotAnOrigin();
  // The colon of a port stands behind the brackets of an IPv6 address.
  const size_t bracket = rest.find(']');
  const size_t colon =
      rest.find(':', bracket == absl::string_view::npos ? 0 : bracket);
  const absl::string_view host = rest.substr(0, colon);
  const int port =
      PortOf(colon == absl::string_view::npos ? "" : rest.substr(colon));
  if (!IsHost(host) || port < 0) return NotAnOrigin();
  const bool usual = port == 0 || port == (secure ? 443 : 80);
  return absl::StrCat(secure ? "https://" : "http://", host,
                      usual ? "" : absl::StrCat(":", port));
}

bool IsOneOf(absl::string_view header,
             const std::vector<std::string>& origins) {
  const absl::StatusOr<std::string> origin = ParseWebOrigin(header);
  return origin.ok() &&
         std::find(origins.begin(), origins.end(), *origin) != origins.end();
}

bool IsUnderOneOf(absl::string_view url,
                  const std::vector<std::string>& origins) {
  const size_t scheme = url.find(kSchemeEnd);
  if (scheme == absl::string_view::npos) return false;
  const size_t end = url.find_first_of("/?#", scheme + kSchemeEnd.size());
  return IsOneOf(url.substr(0, end), origins);
}

}  // namespace winnow
