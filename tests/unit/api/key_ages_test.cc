#include "service/api/key_ages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);
constexpr absl::Duration kDay = absl::Hours(24);

KeyRecord Key(const std::string& id, absl::Duration age,
              absl::Duration ends_in = absl::InfiniteDuration(),
              const std::string& site = "daily") {
  KeyRecord key;
  key.principal.key_id = id;
  key.principal.name = "Robin " + id;
  key.principal.site = site;
  key.create_time = kNow - age;
  if (ends_in != absl::InfiniteDuration()) key.revoke_time = kNow + ends_in;
  return key;
}

v1::SystemStatus Look(const std::vector<KeyRecord>& keys,
                      const std::string& site = "") {
  v1::SystemStatus status;
  ProblemList found(status);
  FillKeyAges(keys, site, kNow, found, status);
  return status;
}

TEST(KeyAges, SaysNothingOfNoKeys) {
  const v1::SystemStatus status = Look({});
  EXPECT_EQ(status.key_count(), 0);
  EXPECT_FALSE(status.has_oldest_key_time());
  EXPECT_TRUE(status.problems().empty());
}

TEST(KeyAges, CountsKeysThatWorkOfTheSiteThatIsMeant) {
  const std::vector<KeyRecord> keys = {
      Key("a", 10 * kDay), Key("b", 20 * kDay, -kDay),
      Key("c", 30 * kDay, 300 * kDay, "weekly"),
      Key("d", 40 * kDay, 400 * kDay, "*")};
  const v1::SystemStatus all = Look(keys);
  EXPECT_EQ(all.key_count(), 3);
  EXPECT_EQ(all.oldest_key_time().seconds(),
            absl::ToUnixSeconds(kNow - 40 * kDay));
  EXPECT_EQ(all.key_end_time().seconds(),
            absl::ToUnixSeconds(kNow + 300 * kDay));
  EXPECT_TRUE(all.problems().empty());
  EXPECT_TRUE(all.notices().empty());
  const v1::SystemStatus daily = Look(keys, "daily");
  // That for all sites works for this one, too.
  EXPECT_EQ(daily.key_count(), 2);
  EXPECT_EQ(daily.key_end_time().seconds(),
            absl::ToUnixSeconds(kNow + 400 * kDay));
}

TEST(KeyAges, TakesAKeyForAsOldAsItsSecret) {
  KeyRecord rotated = Key("a", 900 * kDay);
  rotated.rotate_time = kNow - 3 * kDay;
  const v1::SystemStatus status = Look({rotated});
  EXPECT_EQ(status.oldest_key_time().seconds(),
            absl::ToUnixSeconds(kNow - 3 * kDay));
  EXPECT_TRUE(status.notices().empty());
  // And that grows old in turn.
  rotated.rotate_time = kNow - 800 * kDay;
  const v1::SystemStatus old = Look({rotated});
  ASSERT_EQ(old.notices_size(), 1);
  EXPECT_EQ(old.notices(0).code(), "key_old");
  EXPECT_THAT(old.notices(0).message(), HasSubstr("is 800 days old; rotate"));
}

TEST(KeyAges, KnowsOfASealingKeyWhatWasNoted) {
  const struct {
    const char* name;
    const char* created;
    const char* key_created;
    const char* key;
    int64_t ms;  // 0: not known
  } rows[] = {
      {"first of its site", "1700000000123", "", "email.1", 1700000000123},
      {"rotated", "1700000000123", "1710000000456", "email.2", 1710000000456},
      {"rotated by an older winnowd", "1700000000123", "", "email.2", 0},
      {"nothing noted", "", "", "email.1", 0},
      {"no key", "1700000000123", "", "author", 0},
  };
  for (const auto& row : rows) {
    SiteRecord site;
    site.wrapped_keys[row.key] = "wrapped";
    site.fields["created"] = row.created;
    site.fields["email-key-created"] = row.key_created;
    const auto time = EmailKeyTime(site);
    EXPECT_EQ(time ? absl::ToUnixMillis(*time) : 0, row.ms) << row.name;
  }
}

TEST(KeyAges, TellsOfAKeyThatEndsInTime) {
  const struct {
    absl::Duration left;
    int problems;
    int notices;
    const char* says;
  } rows[] = {
      {absl::Seconds(1), 1, 0, "ends in less than a day"},
      {7 * kDay - absl::Seconds(1), 1, 0, "ends in 6 days"},
      {7 * kDay, 0, 1, "ends in 7 days"},
      {30 * kDay - absl::Seconds(1), 0, 1, "ends in 29 days"},
      {30 * kDay, 0, 0, ""},
  };
  for (const auto& row : rows) {
    const v1::SystemStatus status = Look({Key("a", kDay, row.left)});
    EXPECT_EQ(status.problems_size(), row.problems) << row.says;
    EXPECT_EQ(status.notices_size(), row.notices) << row.says;
    if (row.problems + row.notices == 0) continue;
    const auto& told =
        row.problems > 0 ? status.problems(0) : status.notices(0);
    EXPECT_EQ(told.code(), "key_ends");
    EXPECT_EQ(told.site(), "daily");
    EXPECT_EQ(told.command(), "winnow key list --site daily");
    EXPECT_THAT(told.message(), HasSubstr(row.says));
    EXPECT_THAT(told.message(), HasSubstr("\"Robin a\" (keys/a)"));
  }
}

TEST(KeyAges, NamesAFewOfManyTheFirstToEndFirst) {
  std::vector<KeyRecord> keys;
  for (int i = 9; i >= 0; --i) {
    keys.push_back(Key(absl::StrCat("k", i), 800 * kDay + i * kDay,
                       kDay + i * absl::Hours(1), "*"));
  }
  const v1::SystemStatus status = Look(keys);
  ASSERT_EQ(status.problems_size(), 3);
  EXPECT_THAT(status.problems(0).message(), HasSubstr("keys/k0"));
  EXPECT_THAT(status.problems(0).message(), Not(HasSubstr("other keys")));
  EXPECT_THAT(status.problems(2).message(), HasSubstr("of 7 other keys"));
  EXPECT_EQ(status.problems(0).command(), "winnow key list");
  EXPECT_EQ(status.problems(0).site(), "");
  ASSERT_EQ(status.notices_size(), 3);
  EXPECT_EQ(status.notices(0).code(), "key_old");
  EXPECT_THAT(status.notices(0).message(), HasSubstr("keys/k9"));
}

}  // namespace
}  // namespace winnow
