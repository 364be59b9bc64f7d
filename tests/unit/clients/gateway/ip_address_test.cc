#include "clients/gateway/ip_address.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(IpAddress, TakesOneFormForOneMachine) {
  EXPECT_EQ(ParseIpAddress("192.0.2.1"), ParseIpAddress("::ffff:192.0.2.1"));
  EXPECT_EQ(FormatIpAddress(*ParseIpAddress("::ffff:c000:201")), "192.0.2.1");
  EXPECT_EQ(FormatIpAddress(*ParseIpAddress("2001:DB8:0::1")), "2001:db8::1");
}

TEST(IpAddress, IsNothingElse) {
  for (const std::string& text :
       {std::string(), std::string("1"), std::string("1.2.3"),
        std::string("1.2.3.4.5"), std::string("1.2.3.256"),
        std::string(" 1.2.3.4"), std::string("1.2.3.4\0", 8),
        std::string("fe80::1%eth0"), std::string("[::1]"), std::string("::1::"),
        std::string(100, ':'), std::string("\xff")}) {
    EXPECT_FALSE(ParseIpAddress(text)) << text;
  }
}

TEST(IpNetwork, ContainsWhatBeginsLikeIt) {
  const struct {
    const char* network;
    const char* address;
    bool contains;
  } rows[] = {
      {"10.0.0.0/8", "10.255.255.255", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "8.8.8.8", true},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.6", false},
      {"192.0.2.8/29", "192.0.2.15", true},
      {"192.0.2.8/29", "192.0.2.16", false},
      {"2001:db8::/33", "2001:db8:7fff::", true},
      {"2001:db8::/33", "2001:db8:8000::", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ParseIpNetwork(row.network)
                  .value()
                  .Contains(ParseIpAddress(row.address).value()),
              row.contains)
        << row.network << " " << row.address;
  }
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.5/8",
        "::1/129", "10.0.0.0/8/8", "a/8", "10.0.0.0/0008"}) {
    EXPECT_FALSE(ParseIpNetwork(text)) << text;
  }
}

}  // namespace
}  // namespace winnow
