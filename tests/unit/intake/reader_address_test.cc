#include "service/intake/reader_address.h"

#include <gtest/gtest.h>

#include <string>

#include "service/base/bytes.h"

namespace winnow {
namespace {

TEST(NetworkAddress, IsReadFromTextInOneForm) {
  const struct {
    const char* text;
    const char* hex;
  } rows[] = {
      {"192.0.2.1", "c0000201"},
      {" 192.0.2.1\n", "c0000201"},
      {"255.255.255.255", "ffffffff"},
      {"2001:db8::1", "20010db8000000000000000000000001"},
      {"2001:DB8:0:0:0:0:0:1", "20010db8000000000000000000000001"},
      {"::ffff:192.0.2.1", "c0000201"},
      {"::ffff:c000:201", "c0000201"},
  };
  for (const auto& row : rows) {
    const auto address = ParseNetworkAddress(row.text);
    ASSERT_TRUE(address.has_value()) << row.text;
    EXPECT_EQ(ToHex(address->bytes), row.hex) << row.text;
  }
}

TEST(NetworkAddress, IsNothingElse) {
  for (const std::string& text :
       {std::string(), std::string("1"), std::string("192.0.2"),
        std::string("192.0.2.256"), std::string("192.0.2.01x"),
        std::string("192.0.2.1:80"), std::string("[2001:db8::1]"),
        std::string("fe80::1%eth0"), std::string("2001:db8::1::2"),
        std::string("192.0.2.1, 10.0.0.1"), std::string("example.com"),
        std::string("192.0.2.1\0x", 11), std::string("\xff\xfe"),
        std::string(10000, ':')}) {
    EXPECT_FALSE(ParseNetworkAddress(text).has_value()) << text.substr(0, 40);
  }
}

TEST(NetworkAddress, BelongsToAReaderUnlessItsNetworkIsPrivate) {
  const struct {
    const char* text;
    bool is_reader;
  } rows[] = {
      {"0.0.0.0", false},
      {"0.255.255.255", false},
      {"1.0.0.0", true},
      {"9.255.255.255", true},
      {"10.0.0.0", false},
      {"10.255.255.255", false},
      {"11.0.0.0", true},
      {"100.63.255.255", true},
      {"100.64.0.0", false},
      {"100.127.255.255", false},
      {"100.128.0.0", true},
      {"126.255.255.255", true},
      {"127.0.0.1", false},
      {"128.0.0.0", true},
      {"169.253.255.255", true},
      {"169.254.0.1", false},
      {"169.255.0.0", true},
      {"172.15.255.255", true},
      {"172.16.0.0", false},
      {"172.31.255.255", false},
      {"172.32.0.0", true},
      {"192.167.255.255", true},
      {"192.168.1.1", false},
      {"192.169.0.0", true},
      {"223.255.255.255", true},
      {"224.0.0.1", false},
      {"255.255.255.255", false},
      {"::", false},
      {"::1", false},
      {"::2", true},
      {"2001:db8::1", true},
      {"fbff::1", true},
      {"fc00::1", false},
      {"fdff::1", false},
      {"fe00::1", true},
      {"fe7f::1", true},
      {"fe80::1", false},
      {"febf::1", false},
      {"fec0::1", true},
      {"ff02::1", false},
      {"::ffff:127.0.0.1", false},
      {"::ffff:8.8.8.8", true},
  };
  for (const auto& row : rows) {
    const auto address = ParseNetworkAddress(row.text);
    ASSERT_TRUE(address.has_value()) << row.text;
    EXPECT_EQ(IsReaderAddress(*address), row.is_reader) << row.text;
  }
}

}  // namespace
}  // namespace winnow
