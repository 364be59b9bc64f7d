// Anybody can send X-Forwarded-For: it changes nothing unless the peer is a
// trusted proxy, and then the reader is the peer or one of its entries.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "clients/gateway/reader_address.h"
#include "clients/gateway/web_origin.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const absl::string_view header(reinterpret_cast<const char*>(bytes), size);
  const std::vector<winnow::IpNetwork> trusted = {
      *winnow::ParseIpNetwork("10.0.0.0/8"),
      *winnow::ParseIpNetwork("fd00::/8")};
  const winnow::IpAddress stranger = *winnow::ParseIpAddress("192.0.2.1");
  const winnow::IpAddress proxy = *winnow::ParseIpAddress("10.0.0.1");
  if (!(winnow::ReaderAddress(stranger, header, trusted) == stranger)) {
    std::abort();
  }
  const winnow::IpAddress reader =
      winnow::ReaderAddress(proxy, header, trusted);
  bool found = reader == proxy;
  for (absl::string_view entry : absl::StrSplit(header, ',')) {
    const auto parsed = winnow::ParseForwardedEntry(entry);
    found = found || (parsed && *parsed == reader);
  }
  if (!found) std::abort();
  // What it writes, it reads.
  const auto again = winnow::ParseIpAddress(winnow::FormatIpAddress(reader));
  if (!again || !(*again == reader)) std::abort();
  // An origin that is accepted is written in one way only.
  const auto origin = winnow::ParseWebOrigin(header);
  if (origin.ok() && winnow::ParseWebOrigin(*origin) != origin) std::abort();
  if (origin.ok() && !winnow::IsUnderOneOf(*origin + "/a", {*origin})) {
    std::abort();
  }
  return 0;
}
