#include "service/privacy/key_rotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "service/privacy/site_keys.h"
#include "tests/unit/privacy/test_keys.h"

namespace winnow {
namespace {

MasterKey BothKeys() {
  MasterKey both = TestMasterKey(8);
  both.AlsoOpen(TestMasterKey(7));
  return both;
}

TEST(KeyRotation, OpensUnderTwoMasterKeysAndWrapsUnderTheNewOne) {
  FakeRandom random;
  const MasterKey both = BothKeys();
  const WrappedKeys old = CreateSiteKeys(TestMasterKey(7), "gazette", random);
  EXPECT_TRUE(SiteKeys::Open(both, "gazette", old).ok());
  EXPECT_FALSE(AreWrappedUnder(both, "gazette", old));
  EXPECT_FALSE(AreLost(both, "gazette", old));

  const auto again = WrapAgain(both, "gazette", old, random);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(AreWrappedUnder(both, "gazette", *again));
  EXPECT_FALSE(SiteKeys::Open(TestMasterKey(7), "gazette", *again).ok());
  const auto before = *SiteKeys::Open(both, "gazette", old);
  const auto after = SiteKeys::Open(TestMasterKey(8), "gazette", *again);
  ASSERT_TRUE(after.ok());
  const SealedEmail sealed = before->SealEmail(TestEmail(), TestId(), random);
  EXPECT_EQ((*after)->OpenEmail(sealed, TestId())->Reveal(),
            TestEmail().Reveal());
  EXPECT_EQ(before->MakeAuthorKeys("", TestEmail()).exact,
            (*after)->MakeAuthorKeys("", TestEmail()).exact);
}

TEST(KeyRotation, WrapsAgainWhereOnlySomeKeysAreUnderTheNewOne) {
  FakeRandom random;
  WrappedKeys mixed = CreateSiteKeys(TestMasterKey(7), "gazette", random);
  ASSERT_TRUE(AddEmailKey(BothKeys(), "gazette", random, mixed).ok());
  EXPECT_FALSE(AreWrappedUnder(BothKeys(), "gazette", mixed));
  const auto again = WrapAgain(BothKeys(), "gazette", mixed, random);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(SiteKeys::Open(TestMasterKey(8), "gazette", *again).ok());
}

TEST(KeyRotation, WrapsNothingThatNeitherKeyOpens) {
  FakeRandom random;
  WrappedKeys keys = CreateSiteKeys(TestMasterKey(7), "gazette", random);
  keys["audit"] =
      CreateSiteKeys(TestMasterKey(1), "gazette", random).at("audit");
  const auto again = WrapAgain(BothKeys(), "gazette", keys, random);
  EXPECT_FALSE(again.ok());
  EXPECT_THAT(std::string(again.status().message()),
              testing::HasSubstr("audit"));
  EXPECT_TRUE(AreLost(BothKeys(), "gazette", keys));
  // Nor what was wrapped for another site.
  EXPECT_TRUE(AreLost(BothKeys(), "herald",
                      CreateSiteKeys(TestMasterKey(7), "gazette", random)));
}

TEST(KeyRotation, NumbersEmailKeysInThePlaceOfLostOnesAnew) {
  FakeRandom random;
  WrappedKeys lost = CreateSiteKeys(TestMasterKey(1), "gazette", random);
  ASSERT_TRUE(AddEmailKey(TestMasterKey(1), "gazette", random, lost).ok());
  const WrappedKeys made =
      MakeInPlaceOf(lost, TestMasterKey(8), "gazette", random);
  const auto keys = SiteKeys::Open(TestMasterKey(8), "gazette", made);
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ((*keys)->email_key_id(), 3);
  EXPECT_EQ(made.size(), 6u);
  // Past the last number, and from none.
  EXPECT_EQ(NewestEmailKey(MakeInPlaceOf({{"email.65535", "x"}},
                                         TestMasterKey(8), "gazette", random)),
            65535);
  EXPECT_EQ(
      NewestEmailKey(MakeInPlaceOf({}, TestMasterKey(8), "gazette", random)),
      1);
}

TEST(KeyRotation, KeepsWhatOpensBesideALostKey) {
  FakeRandom random;
  WrappedKeys keys = CreateSiteKeys(TestMasterKey(1), "gazette", random);
  ASSERT_TRUE(AddEmailKey(TestMasterKey(1), "gazette", random, keys).ok());
  for (const auto& [name, blob] : keys) {
    WrappedKeys damaged = keys;
    damaged[name].back() ^= 1;
    const WrappedKeys made =
        MakeInPlaceOf(damaged, TestMasterKey(1), "gazette", random);
    ASSERT_TRUE(SiteKeys::Open(TestMasterKey(1), "gazette", made).ok()) << name;
    for (const auto& [other, kept] : keys) {
      if (other == name) continue;
      ASSERT_TRUE(made.contains(other)) << name << " took " << other;
      EXPECT_EQ(made.at(other), kept) << name << " changed " << other;
    }
    EXPECT_EQ(NewestEmailKey(made), name == "email.2" ? 3 : 2) << name;
  }
}

}  // namespace
}  // namespace winnow
