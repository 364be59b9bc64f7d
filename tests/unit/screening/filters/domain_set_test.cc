#include "service/screening/filters/domain_set.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

TEST(DomainSet, FindsADomainAndEverythingBelowIt) {
  FilterSettings settings;
  settings.lists = {
      {"bad",
       TermList::Kind::kBannedDomains,
       {"Evil.com", "*.a.co.uk", ".top", "пример.рф"}},
      {"more", TermList::Kind::kBannedDomains, {"www.worse.org", ""}},
      {"good", TermList::Kind::kAllowedDomains, {"good.com"}}};
  const DomainSet set(settings, TermList::Kind::kBannedDomains);
  struct Row {
    const char* host;
    const char* entry;  // null: none
  };
  const Row rows[] = {
      {"evil.com", "Evil.com"},
      {"sub.sub.evil.com", "Evil.com"},
      {"notevil.com", nullptr},
      {"evil.com.example.org", nullptr},
      {"x.a.co.uk", "*.a.co.uk"},
      {"co.uk", nullptr},
      {"worse.org", "www.worse.org"},
      {"good.com", nullptr},
      {"cheap.pills.top", ".top"},
      {"top.com", nullptr},
      {"www.пример.рф", "пример.рф"},
      {"xn--e1afmkfd.xn--p1ai", "пример.рф"},
      {"", nullptr},
  };
  for (const Row& row : rows) {
    Link link;
    link.host = row.host;
    const ListedEntry* entry = set.Find(link);
    if (row.entry == nullptr) {
      EXPECT_EQ(entry, nullptr) << row.host;
    } else {
      ASSERT_NE(entry, nullptr) << row.host;
      EXPECT_EQ(entry->entry, row.entry);
    }
  }
}

}  // namespace
}  // namespace winnow
