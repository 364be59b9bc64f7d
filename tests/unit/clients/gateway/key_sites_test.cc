#include "clients/gateway/key_sites.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

TEST(KeySites, AreKnownForAMinute) {
  KeySites sites;
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  EXPECT_EQ(sites.Find("Abcdef123456", now), "");
  sites.Add("Abcdef123456", "daily", now);
  EXPECT_EQ(sites.Find("Abcdef123456", now + absl::Seconds(59)), "daily");
  EXPECT_EQ(sites.Find("abcdef123456", now), "");
  EXPECT_EQ(sites.Find("Abcdef123456", now + absl::Seconds(61)), "");
  // A clock that went back says nothing of how old it is.
  EXPECT_EQ(sites.Find("Abcdef123456", now - absl::Minutes(1)), "");
}

TEST(KeySites, AreBounded) {
  KeySites sites;
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  sites.Add("first", "daily", now);
  for (int i = 0; i < 10'000; ++i) sites.Add(absl::StrCat(i), "daily", now);
  EXPECT_EQ(sites.Find("first", now), "");
  EXPECT_EQ(sites.Find("9999", now), "daily");
}

}  // namespace
}  // namespace winnow
