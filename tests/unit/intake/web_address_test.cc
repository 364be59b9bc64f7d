#include "service/intake/web_address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(WebAddress, IsKeptAsWritten) {
  for (const absl::string_view text :
       {"http://example.com", "https://example.com/", "HTTPS://Example.com/A",
        "http://localhost:8080/a", "http://example.com.", "http://a_b.example",
        "https://example.com:443?q=a@b#c", "https://example.com/a:b",
        "http://192.0.2.1/", "http://[2001:db8::1]:80/",
        "https://b\u00FCcher.example/\u00E4", "https://example.com?u=http://x",
        "https://\u05D0.example/", "https://example.com/\U0001F44D",
        "https://p\u0430ypal.example/"}) {
    const auto address = ParseWebAddress(text);
    ASSERT_TRUE(address.ok()) << text << " " << address.status();
    EXPECT_EQ(*address, text);
  }
}

TEST(WebAddress, GetsTheSchemeThatReadersLeaveOut) {
  const struct {
    const char* text;
    const char* address;
  } rows[] = {
      {"example.com", "http://example.com"},
      {"  example.com/me \n", "http://example.com/me"},
      {"www.example.com:80/?q=http://x",
       "http://www.example.com:80/?q=http://x"},
      {"b\u00FCcher.example", "http://b\u00FCcher.example"},
  };
  for (const auto& row : rows) {
    const auto address = ParseWebAddress(row.text);
    ASSERT_TRUE(address.ok()) << row.text << " " << address.status();
    EXPECT_EQ(*address, row.address);
  }
}

TEST(WebAddress, IsRefusedWhenItMisleadsOrLeadsNowhere) {
  const struct {
    std::string text;
    const char* because;
  } rows[] = {
      {"", "empty"},
      {"\u3000", "empty"},
      {"x", "must be a web address"},
      {"none", "must be a web address"},
      {"http://", "host"},
      {"http:///path", "host"},
      {"http://?q", "host"},
      {"http://.", "host"},
      {"http://a..b", "host"},
      {"http://.a", "host"},
      {"http://a%00b/", "host"},
      {"http://[::1", "host"},
      {"http://[]/", "host"},
      {"http://[x:y]/", "host"},
      {"http://a.example:/", "must be the http"},
      {"http://a.example:65536/", "must be the http"},
      {"http://a.example:-1/", "must be the http"},
      {"http://a.example:+1/", "must be the http"},
      {"http://user@a.example/", "user name"},
      {"https://good.example:80@evil.example/", "user name"},
      {"https://evil.example\\@good.example/", "backslash"},
      {"mailto:a@b.example", "user name"},
      {"a@b.example", "user name"},
      {"javascript:alert(1)", "must be the http"},
      {"javascript://a.example/%0aalert(1)", "must begin"},
      {"ftp://a.example/", "must begin"},
      {"data:text/html,x", "must be the http"},
      {"//a.example", "host"},
      {"/path", "host"},
      {"http://a.example/x y", "white space"},
      {"http://a.example/\u2028x", "white space"},
      {"http://a.example/\x01", "control"},
      {"http://a.example/\xC2\x80", "control"},
      {"http://a.example/\"><script>", "quotation"},
      {std::string("http://a.example/\0", 18), "control"},
      {"http://a.example/\xff", "UTF-8"},
  };
  for (const auto& row : rows) {
    const auto address = ParseWebAddress(row.text);
    ASSERT_FALSE(address.ok()) << row.text;
    EXPECT_THAT(std::string(address.status().message()),
                testing::HasSubstr(row.because))
        << row.text;
  }
}

}  // namespace
}  // namespace winnow
