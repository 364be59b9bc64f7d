#include "clients/gateway/reader_address.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

// Longer chains of proxies are a reader's invention.
constexpr int kEntriesMax = 32;

bool IsIn(const IpAddress& address, const std::vector<IpNetwork>& networks) {
  return std::any_of(networks.begin(), networks.end(),
                     [&address](const IpNetwork& network) {
                       return network.Contains(address);
                     });
}

// Whether `text` is empty or `:PORT`.
bool IsPortOrNothing(absl::string_view text) {
  if (text.empty()) return true;
  if (!absl::ConsumePrefix(&text, ":") || text.empty() || text.size() > 5) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [](unsigned char byte) {
    return absl::ascii_isdigit(byte);
  });
}

}  // namespace

std::optional<IpAddress> ParseForwardedEntry(absl::string_view entry) {
  entry = absl::StripAsciiWhitespace(entry);
  if (absl::ConsumePrefix(&entry, "[")) {
    const size_t end = entry.find(']');
    if (end == absl::string_view::npos) return std::nullopt;
    if (!IsPortOrNothing(entry.substr(end + 1))) return std::nullopt;
    return ParseIpAddress(entry.substr(0, end));
  }
  // One colon stands before a port; an IPv6 address has more.
  const size_t colon = entry.find(':');
  if (colon != absl::string_view::npos && colon == entry.rfind(':')) {
    if (!IsPortOrNothing(entry.substr(colon))) return std::nullopt;
    entry = entry.substr(0, colon);
  }
  return ParseIpAddress(entry);
}

IpAddress ReaderAddress(const IpAddress& peer, absl::string_view forwarded_for,
                        const std::vector<IpNetwork>& trusted_proxies) {
  IpAddress reader = peer;
  for (int i = 0; i < kEntriesMax && !forwarded_for.empty(); ++i) {
    if (!IsIn(reader, trusted_proxies)) return reader;
    const size_t comma = forwarded_for.rfind(',');
    const absl::string_view entry = comma == absl::string_view::npos
                                        ? forwarded_for
                                        : forwarded_for.substr(comma + 1);
    forwarded_for =
        forwarded_for.substr(0, comma == absl::string_view::npos ? 0 : comma);
    const auto parsed = ParseForwardedEntry(entry);
    if (!parsed) return reader;
    reader = *parsed;
  }
  return reader;
}

}  // namespace winnow
