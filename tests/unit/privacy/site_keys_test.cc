#include "service/privacy/site_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/printable.h"
#include "tests/unit/privacy/test_keys.h"

namespace winnow {
namespace {

using testing::HasSubstr;

TEST(SiteKeys, OfANewSiteHaveTheAgreedNames) {
  FakeRandom random;
  const WrappedKeys wrapped =
      CreateSiteKeys(TestMasterKey(), "gazette", random);
  std::vector<std::string> names;
  for (const auto& [name, blob] : wrapped) names.push_back(name);
  EXPECT_THAT(names, testing::ElementsAre("audit", "author", "email.1",
                                          "fingerprint", "network", "token"));
}

TEST(SiteKeys, DoNotOpenForAnotherSite) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  const WrappedKeys wrapped = CreateSiteKeys(master, "gazette", random);
  EXPECT_TRUE(SiteKeys::Open(master, "gazette", wrapped).ok());
  EXPECT_EQ(SiteKeys::Open(master, "herald", wrapped).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(SiteKeys, NameTheOneThatIsMissing) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  const WrappedKeys all = CreateSiteKeys(master, "gazette", random);
  for (const auto& [name, blob] : all) {
    WrappedKeys some = all;
    some.erase(name);
    const auto keys = SiteKeys::Open(master, "gazette", some);
    ASSERT_FALSE(keys.ok()) << name;
    EXPECT_EQ(keys.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(keys.status().message()), HasSubstr(name));
  }
}

TEST(SiteKeys, IgnoreNamesOfALaterVersion) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  WrappedKeys wrapped = CreateSiteKeys(master, "gazette", random);
  for (const char* name : {"email.0", "email.01", "email.65536", "email.x",
                           "email.", "email.-1", "email. 2", "sketch"}) {
    wrapped[name] = "unknown";
  }
  const auto keys = SiteKeys::Open(master, "gazette", wrapped);
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ((*keys)->email_key_id(), 1);
}

TEST(SealedEmail, OpensToTheSpellingThatWasSealed) {
  FakeRandom random;
  const auto keys = TestSiteKeys();
  for (const absl::string_view text :
       {"a@b.c", "John+X@Example.COM", "j\u00F6rg@b\u00FCcher.example"}) {
    const auto opened = keys->OpenEmail(
        keys->SealEmail(TestEmail(text), TestId(), random), TestId());
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->Reveal(), text);
  }
}

TEST(SealedEmail, OfNoAddressIsEmptyAndOpensToNone) {
  FakeRandom random;
  const auto keys = TestSiteKeys();
  const SealedEmail sealed = keys->SealEmail(EmailAddress(), TestId(), random);
  EXPECT_TRUE(sealed.bytes.empty());
  const auto opened = keys->OpenEmail(sealed, TestId());
  ASSERT_TRUE(opened.ok());
  EXPECT_TRUE(opened->empty());
  EXPECT_EQ(SiteKeys::EmailKeyIdOf(sealed), 0);
}

TEST(SealedEmail, HasOneOfTwoLengths) {
  FakeRandom random;
  const auto keys = TestSiteKeys();
  const std::string domain =
      absl::StrCat(std::string(60, 'd'), ".", std::string(60, 'd'), ".",
                   std::string(60, 'd'),
                   ".example");  // 190 bytes
  const auto sealed_bytes = [&](const std::string& text) {
    return keys->SealEmail(TestEmail(text), TestId(), random).bytes.size();
  };
  constexpr size_t kAround = 2 + 24 + 16;
  const std::string at = "@example.com";
  EXPECT_EQ(sealed_bytes("a@b.c"), kAround + 128);
  EXPECT_EQ(sealed_bytes(std::string(64, 'a') + at), kAround + 128);
  // The last length that leaves room for padding, the first that does not, and
  // the longest there is.
  const std::string long_at = absl::StrCat("@", std::string(58, 'd'), ".e.org");
  const std::string of_127 = absl::StrCat(std::string(62, 'a'), long_at);
  ASSERT_EQ(of_127.size(), 127u);
  EXPECT_EQ(sealed_bytes(of_127), kAround + 128);
  EXPECT_EQ(sealed_bytes("a" + of_127), kAround + 320);
  const std::string of_254 =
      absl::StrCat(std::string(254 - 1 - domain.size(), 'a'), "@", domain);
  ASSERT_EQ(of_254.size(), 254u);
  EXPECT_EQ(sealed_bytes(of_254), kAround + 320);
  const auto opened = keys->OpenEmail(
      keys->SealEmail(TestEmail(of_254), TestId(), random), TestId());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->Reveal(), of_254);
}

TEST(SealedEmail, DiffersEachTimeAndShowsNothingOfTheAddress) {
  FakeRandom random;
  const auto keys = TestSiteKeys();
  const SealedEmail one = keys->SealEmail(TestEmail(), TestId(), random);
  const SealedEmail two = keys->SealEmail(TestEmail(), TestId(), random);
  EXPECT_NE(one.bytes, two.bytes);
  for (const absl::string_view part : {"john", "example", "@"}) {
    EXPECT_FALSE(part.size() > 1 && absl::StrContains(one.bytes, part));
  }
}

TEST(SealedEmail, DoesNotOpenForAnotherComment) {
  FakeRandom random;
  const auto keys = TestSiteKeys();
  const SealedEmail sealed = keys->SealEmail(TestEmail(), TestId(1), random);
  const auto opened = keys->OpenEmail(sealed, TestId(2));
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(absl::StrContains(opened.status().message(), "john"));
}

TEST(SealedEmail, DoesNotOpenForAnotherSiteEvenUnderTheSameKeyBytes) {
  FakeRandom random;
  const auto gazette = TestSiteKeys("gazette");
  const auto herald = TestSiteKeys("herald");
  // The two sites draw the same bytes; only the binding differs.
  ASSERT_EQ(gazette->RequestKey("r"), herald->RequestKey("r"));
  const SealedEmail sealed = gazette->SealEmail(TestEmail(), TestId(), random);
  EXPECT_TRUE(gazette->OpenEmail(sealed, TestId()).ok());
  EXPECT_EQ(herald->OpenEmail(sealed, TestId()).status().code(),
            absl::StatusCode::kInternal);
}

TEST(SealedEmail, DoesNotOpenWithAnyByteChangedOrMissing) {
  FakeRandom random;
  const auto keys = TestSiteKeys();
  const std::string bytes =
      keys->SealEmail(TestEmail(), TestId(), random).bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string altered = bytes;
    altered[i] ^= 1;
    EXPECT_FALSE(keys->OpenEmail({altered}, TestId()).ok()) << i;
    if (i > 0) {
      EXPECT_FALSE(keys->OpenEmail({bytes.substr(0, i)}, TestId()).ok()) << i;
    }
  }
}

TEST(EmailKeys, RotateSoThatNewSealsUseTheNewKeyAndOldOnesStillOpen) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  WrappedKeys wrapped = CreateSiteKeys(master, "gazette", random);
  const auto before = *SiteKeys::Open(master, "gazette", wrapped);
  const SealedEmail old_seal = before->SealEmail(TestEmail(), TestId(), random);
  // Ten times: as texts, "email.10" sorts before "email.2".
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(AddEmailKey(master, "gazette", random, wrapped).ok());
  }
  const auto after = *SiteKeys::Open(master, "gazette", wrapped);
  EXPECT_EQ(after->email_key_id(), 11);

  const SealedEmail new_seal = after->SealEmail(TestEmail(), TestId(), random);
  EXPECT_EQ(SiteKeys::EmailKeyIdOf(old_seal), 1);
  EXPECT_EQ(SiteKeys::EmailKeyIdOf(new_seal), 11);
  EXPECT_TRUE(after->OpenEmail(old_seal, TestId()).ok());
  EXPECT_TRUE(after->OpenEmail(new_seal, TestId()).ok());

  const auto unknown = before->OpenEmail(new_seal, TestId());
  EXPECT_EQ(unknown.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(unknown.status().message()), HasSubstr("11"));
  // Bans and trust hang on this.
  EXPECT_EQ(before->MakeAuthorKeys("", TestEmail()).exact,
            after->MakeAuthorKeys("", TestEmail()).exact);
}

TEST(EmailKeys, ThatWereRetiredLeaveTheRestUsable) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  WrappedKeys wrapped = CreateSiteKeys(master, "gazette", random);
  const auto before = *SiteKeys::Open(master, "gazette", wrapped);
  const SealedEmail old_seal = before->SealEmail(TestEmail(), TestId(), random);
  ASSERT_TRUE(AddEmailKey(master, "gazette", random, wrapped).ok());
  wrapped.erase("email.1");
  const auto after = *SiteKeys::Open(master, "gazette", wrapped);
  EXPECT_EQ(after->OpenEmail(old_seal, TestId()).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE(
      after
          ->OpenEmail(after->SealEmail(TestEmail(), TestId(), random), TestId())
          .ok());
}

TEST(EmailKeys, DoNotGrowFromNothingOrPastTheirNumbers) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  WrappedKeys none;
  EXPECT_FALSE(AddEmailKey(master, "gazette", random, none).ok());
  WrappedKeys last = {{"email.65535", "blob"}};
  EXPECT_FALSE(AddEmailKey(master, "gazette", random, last).ok());
}

TEST(SiteKeys, CannotBeCopiedOrPrinted) {
  static_assert(!std::is_copy_constructible_v<SiteKeys>);
  static_assert(!Printable<SiteKeys>);
  static_assert(!Printable<SealedEmail>);
}

}  // namespace
}  // namespace winnow
