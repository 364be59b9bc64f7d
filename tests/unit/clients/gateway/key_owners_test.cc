#include "clients/gateway/key_owners.h"

#include <gtest/gtest.h>

#include <optional>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

const KeyOwner kDaily = {.site = "daily", .key_id = "k1"};

TEST(KeyOwners, AreKnownForAMinute) {
  KeyOwners owners;
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  EXPECT_EQ(owners.Find("Abcdef123456", now), std::nullopt);
  owners.Add("Abcdef123456", kDaily, now);
  EXPECT_EQ(owners.Find("Abcdef123456", now + absl::Seconds(59)), kDaily);
  EXPECT_EQ(owners.Find("abcdef123456", now), std::nullopt);
  EXPECT_EQ(owners.Find("Abcdef123456", now + absl::Seconds(61)), std::nullopt);
  // A clock that went back says nothing of how old it is.
  EXPECT_EQ(owners.Find("Abcdef123456", now - absl::Minutes(1)), std::nullopt);
}

TEST(KeyOwners, AreBounded) {
  KeyOwners owners;
  const absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  owners.Add("first", kDaily, now);
  for (int i = 0; i < 10'000; ++i) owners.Add(absl::StrCat(i), kDaily, now);
  EXPECT_EQ(owners.Find("first", now), std::nullopt);
  EXPECT_EQ(owners.Find("9999", now), kDaily);
}

}  // namespace
}  // namespace winnow
