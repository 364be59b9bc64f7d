#include "clients/gateway/reader_address.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

std::vector<IpNetwork> Networks(const std::vector<std::string>& texts) {
  std::vector<IpNetwork> networks;
  for (const std::string& text : texts) {
    networks.push_back(ParseIpNetwork(text).value());
  }
  return networks;
}

std::string ReaderOf(const std::string& peer, const std::string& forwarded) {
  return FormatIpAddress(
      ReaderAddress(ParseIpAddress(peer).value(), forwarded,
                    Networks({"127.0.0.1", "10.0.0.0/8", "fd00::/8"})));
}

TEST(ReaderAddress, IsThePeerUnlessThatIsATrustedProxy) {
  const struct {
    const char* name;
    const char* peer;
    const char* forwarded;
    const char* reader;
  } rows[] = {
      {"no proxy, a claim", "198.51.100.7", "203.0.113.9", "198.51.100.7"},
      {"a proxy, no header", "10.0.0.1", "", "10.0.0.1"},
      {"a proxy", "10.0.0.1", "203.0.113.9", "203.0.113.9"},
      {"a proxy, a claim before it", "10.0.0.1", "1.2.3.4, 203.0.113.9",
       "203.0.113.9"},
      {"two proxies", "127.0.0.1", "1.2.3.4, 203.0.113.9, 10.9.9.9",
       "203.0.113.9"},
      {"a claim of being trusted", "10.0.0.1", "10.0.0.7, 203.0.113.9",
       "203.0.113.9"},
      {"all trusted", "10.0.0.1", "10.0.0.2,10.0.0.3", "10.0.0.2"},
      {"with a port", "10.0.0.1", "203.0.113.9:4711", "203.0.113.9"},
      {"IPv6 in brackets", "fd00::1", "[2001:db8::1]:4711", "2001:db8::1"},
      {"IPv6 bare", "fd00::1", "2001:db8::1", "2001:db8::1"},
      {"mapped IPv4 is IPv4", "::ffff:10.0.0.1", "::ffff:203.0.113.9",
       "203.0.113.9"},
      {"unknown ends the walk", "10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"},
      {"empty entry", "10.0.0.1", "203.0.113.9,", "10.0.0.1"},
      {"commas alone", "10.0.0.1", ",,,", "10.0.0.1"},
      {"a tab", "10.0.0.1", "203.0.113.9\t", "203.0.113.9"},
      {"a port that is none", "10.0.0.1", "203.0.113.9:x", "10.0.0.1"},
      {"an unclosed bracket", "10.0.0.1", "[2001:db8::1", "10.0.0.1"},
      {"a zone", "10.0.0.1", "fe80::1%eth0", "10.0.0.1"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ReaderOf(row.peer, row.forwarded), row.reader) << row.name;
  }
}

TEST(ReaderAddress, StopsInALongChain) {
  std::string chain = "203.0.113.9";
  for (int i = 0; i < 100; ++i) absl::StrAppend(&chain, ",10.0.0.", i);
  EXPECT_EQ(ReaderOf("10.0.0.1", chain).substr(0, 3), "10.");
}

}  // namespace
}  // namespace winnow
