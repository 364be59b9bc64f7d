#include "service/screening/text/hosts.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(IsAddressHost, ReadsHostsAsBrowsersDo) {
  for (const char* host : {"192.0.2.7", "3221225991", "0xc0.0.2.7", "127.1",
                           "0x7f000001", "[2001:db8::1]", "[::1]"}) {
    EXPECT_TRUE(IsAddressHost(host)) << host;
  }
  for (const char* host : {"", ".", "example.com", "1.example.com", "4chan.org",
                           "[]", "192.0.2.x", "0xg"}) {
    EXPECT_FALSE(IsAddressHost(host)) << host;
  }
}

TEST(ToAsciiHost, GivesEverySpellingOneForm) {
  EXPECT_EQ(ToAsciiHost("example.com"), "example.com");
  EXPECT_EQ(ToAsciiHost("пример.рф"), "xn--e1afmkfd.xn--p1ai");
  EXPECT_EQ(ToAsciiHost("xn--e1afmkfd.xn--p1ai"), "xn--e1afmkfd.xn--p1ai");
  EXPECT_EQ(ToAsciiHost("bücher.example"), "xn--bcher-kva.example");
  EXPECT_EQ(ToAsciiHost("\xff.com"), "\xff.com");
  EXPECT_EQ(ToAsciiHost(""), "");
}

TEST(IsMisleadingHost, SeesLettersThatDoNotBelongTogether) {
  for (const char* host : {"pаypal.com", "аррӏе.com", "xn--80ak6aa92e.com",
                           "gооgle.com", "login.fаcebook.com", "αpple.com"}) {
    EXPECT_TRUE(IsMisleadingHost(host)) << host;
  }
}

TEST(IsMisleadingHost, LeavesLanguagesAlone) {
  for (const char* host :
       {"", "example.com", "bücher.de", "пример.рф", "правда.com", "例え.jp",
        "日本語tech.com", "한국.kr", "مثال.com", "ελλάδα.gr", "łódź.pl",
        "xn--bcher-kva.de", "xn--", "\xff\xfe.com", "сосо.рф"}) {
    EXPECT_FALSE(IsMisleadingHost(host)) << host;
  }
}

// ASCII is what they look like, but people spell with them.
TEST(IsMisleadingHost, LeavesLatinLettersBeyondAsciiAlone) {
  for (const char* host : {"ıstanbul.com", "ııı.com", "cœur.com",
                           "kærlighed.dk", "æ.com", "œ.fr", "ĸ.com", "ſ.com"}) {
    EXPECT_FALSE(IsMisleadingHost(host)) << host;
  }
  // Beside letters of another script they are no language.
  for (const char* host : {"ıсо.com", "œа.com"}) {
    EXPECT_TRUE(IsMisleadingHost(host)) << host;
  }
}

TEST(IsMisleadingHost, SurvivesHostsOfAnyLength) {
  EXPECT_FALSE(IsMisleadingHost(std::string(65000, 'a') + "é.com"));
  IsMisleadingHost("xn--" + std::string(900, 'a') + ".com");
}

}  // namespace
}  // namespace winnow
