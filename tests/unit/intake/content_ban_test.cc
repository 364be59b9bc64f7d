#include "service/intake/content_ban.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

TEST(CleanBanValue, KeepsDomainsInOneSpelling) {
  struct Row {
    const char* written;
    const char* kept;  // empty: refused
  };
  const Row rows[] = {
      {"shop.example", "shop.example"},
      {" https://www.Shop.Example/ ", "shop.example"},
      {"deals.shop.example.", "deals.shop.example"},
      {"Bücher.example", "xn--bcher-kva.example"},
      {"ｓｈｏｐ.example", "shop.example"},
      {"bbc.co.uk", "bbc.co.uk"},
      {"", ""},
      {"shop", ""},
      {"com", ""},
      {".com", ""},
      {"co.uk", ""},
      {"shop.example/page", ""},
      {"192.0.2.7", ""},
      {"ann@shop.example", ""},
      {"\xff.example", ""},
  };
  for (const Row& row : rows) {
    const auto kept = CleanBanValue(BanTarget::kLinkDomain, row.written);
    EXPECT_EQ(kept.ok() ? *kept : "", row.kept) << row.written;
  }
}

TEST(CleanBanValue, RefusesMailServicesOfThePublicAsEmailDomains) {
  for (const char* domain :
       {"gmail.com",     "GoogleMail.com", "outlook.com", "outlook.de",
        "hotmail.co.uk", "live.fr",        "yahoo.com",   "yahoo.co.jp",
        "web.de",        "gmx.net",        "gmx.ch",      "mail.ru",
        "qq.com",        "vip.qq.com",     "yandex.ru",   "icloud.com",
        "t-online.de",   "163.com",        "proton.me",   "zoznam.sk"}) {
    const auto refused = CleanBanValue(BanTarget::kEmailDomain, domain);
    EXPECT_FALSE(refused.ok()) << domain;
    EXPECT_NE(refused.status().message().find("ban the author instead"),
              std::string::npos)
        << domain;
    EXPECT_TRUE(CleanBanValue(BanTarget::kLinkDomain, domain).ok()) << domain;
  }
  for (const char* domain : {"club.example", "mygmail.com", "yahoo.example",
                             "live.casino", "web.de.example"}) {
    EXPECT_TRUE(CleanBanValue(BanTarget::kEmailDomain, domain).ok()) << domain;
  }
}

TEST(CleanBanValue, KeepsPhrasesAsWrittenAndNoAddresses) {
  EXPECT_EQ(*CleanBanValue(BanTarget::kPhrase, "  Miracle cream "),
            "Miracle cream");
  for (const std::string& phrase :
       {std::string(), std::string(" "), std::string("a\nb"),
        std::string(201, 'x'), std::string("mail ann@shop.example")}) {
    EXPECT_FALSE(CleanBanValue(BanTarget::kPhrase, phrase).ok()) << phrase;
  }
}

TEST(ToContentBan, IsForWhatServersMatchThemselves) {
  Ban ban;
  ban.target = BanTarget::kAuthor;
  EXPECT_FALSE(ToContentBan(ban).has_value());
  ban.target = static_cast<BanTarget>(9);
  EXPECT_FALSE(ToContentBan(ban).has_value());
  ban.target = BanTarget::kPhrase;
  ban.effect = BanKind::kHold;
  ban.value = "miracle cream";
  const auto matched = ToContentBan(ban);
  ASSERT_TRUE(matched.has_value());
  EXPECT_EQ(matched->kind, ContentBan::Kind::kPhrase);
  EXPECT_EQ(matched->value, "miracle cream");
  EXPECT_TRUE(matched->holds);
}

}  // namespace
}  // namespace winnow
