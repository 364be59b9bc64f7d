// A new master key, on a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/moderation/master_key_rotation.h"
#include "service/privacy/api_key.h"
#include "service/privacy/key_rotation.h"
#include "service/privacy/site_keys.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

MasterKey KeyOf(uint8_t first) {
  std::array<uint8_t, kKeyBytes> bytes = {first};
  return *MasterKey::FromBytes(bytes);
}

class MasterKeyRotationTest : public testing::Test {
 protected:
  // The room's own key is that of 7.
  MasterKeyRotationTest() {
    SiteRecord record;
    record.id = "weekly";
    record.fields = {{"title", "The Weekly"}};
    record.wrapped_keys =
        CreateSiteKeys(*room_.master, record.id, SystemRandom());
    EXPECT_THAT(room_.sites->Create(record), IsOk());
    EXPECT_THAT(HashKey(), IsOk());
  }

  absl::StatusOr<WrappedKeys> HashKey() {
    return room_.sites->KeepHashKey(
        CreateApiKeyHashKey(*room_.master, SystemRandom()));
  }

  bool AllUnder(const MasterKey& master) {
    for (const std::string site : {"daily", "weekly"}) {
      if (!SiteKeys::Open(master, site, room_.sites->Get(site)->wrapped_keys)
               .ok()) {
        return false;
      }
    }
    return ApiKeyHasher::Open(master, *HashKey()).ok();
  }

  Newsroom room_;
};

TEST_F(MasterKeyRotationTest, WrapsAllKeysAgainSoThatTheOldOneCanGo) {
  const std::string email = "ann@example.org";
  Submission submission = room_.CommentOf("Hello.");
  submission.email = email;
  const auto submitted = room_.Submit(std::move(submission));
  ASSERT_THAT(submitted, IsOk());
  const std::string hashed =
      (*ApiKeyHasher::Open(*room_.master, *HashKey()))->Hash("a key");

  MasterKey both = KeyOf(9);
  both.AlsoOpen(KeyOf(7));
  MasterKeyRotation rotation(*room_.sites, both, SystemRandom());
  const auto step = rotation.Step(room_.moderator());
  ASSERT_THAT(step, IsOk());
  EXPECT_EQ(step->sites, 2);
  EXPECT_EQ(step->remaining, 0);
  EXPECT_TRUE(AllUnder(KeyOf(9)));
  EXPECT_FALSE(AllUnder(KeyOf(7)));
  // They are the same keys.
  const auto stored = room_.moderation->Get(room_.site, submitted->comment.id);
  const auto keys = SiteKeys::Open(KeyOf(9), room_.site,
                                   room_.sites->Get(room_.site)->wrapped_keys);
  const auto opened =
      (*keys)->OpenEmail(stored->hidden.email, submitted->comment.id);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->Reveal(), email);
  EXPECT_EQ((*ApiKeyHasher::Open(KeyOf(9), *HashKey()))->Hash("a key"), hashed);

  const auto again = rotation.Step(room_.moderator());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->sites, 0);
  EXPECT_EQ(again->remaining, 0);
}

TEST_F(MasterKeyRotationTest, WorksOnMoreSitesThanOneStepTakes) {
  for (int i = 0; i < 110; ++i) {
    SiteRecord record;
    record.id = absl::StrCat("site-", i);
    record.fields = {{"title", "A site"}};
    record.wrapped_keys =
        CreateSiteKeys(*room_.master, record.id, SystemRandom());
    ASSERT_THAT(room_.sites->Create(record), IsOk());
  }
  MasterKey both = KeyOf(9);
  both.AlsoOpen(KeyOf(7));
  MasterKeyRotation rotation(*room_.sites, both, SystemRandom());
  const auto first = rotation.Step(room_.moderator());
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->sites, 100);
  EXPECT_EQ(first->remaining, 13);  // and the key of API keys
  const auto second = rotation.Step(room_.moderator());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->sites, 12);
  EXPECT_EQ(second->remaining, 0);
  EXPECT_TRUE(AllUnder(KeyOf(9)));
}

TEST_F(MasterKeyRotationTest, NamesTheSiteThatNeitherKeyOpens) {
  const WrappedKeys before = room_.sites->Get("daily")->wrapped_keys;
  ASSERT_THAT(
      room_.sites->ReplaceSiteKeys(
          "daily", before, CreateSiteKeys(KeyOf(1), "daily", SystemRandom()),
          SiteStore::KeyChange::kWrappedAgain),
      IsOk());
  MasterKey both = KeyOf(9);
  both.AlsoOpen(KeyOf(7));
  MasterKeyRotation rotation(*room_.sites, both, SystemRandom());
  const auto step = rotation.Step(room_.moderator());
  EXPECT_THAT(step.status(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(step.status().message()),
              testing::HasSubstr("daily"));
  // The others were seen to.
  EXPECT_TRUE(AreWrappedUnder(KeyOf(9), "weekly",
                              room_.sites->Get("weekly")->wrapped_keys));
}

TEST_F(MasterKeyRotationTest, ReplacesOnlyTheKeysThatWereRead) {
  const WrappedKeys read = room_.sites->Get("daily")->wrapped_keys;
  const WrappedKeys mine =
      *WrapAgain(*room_.master, "daily", read, SystemRandom());
  const WrappedKeys other =
      *WrapAgain(*room_.master, "daily", read, SystemRandom());
  constexpr auto kAgain = SiteStore::KeyChange::kWrappedAgain;
  ASSERT_THAT(room_.sites->ReplaceSiteKeys("daily", read, other, kAgain),
              IsOk());
  EXPECT_THAT(room_.sites->ReplaceSiteKeys("daily", read, mine, kAgain),
              StatusIs(absl::StatusCode::kAborted));
  // Sent twice.
  EXPECT_THAT(room_.sites->ReplaceSiteKeys("daily", read, other, kAgain),
              IsOk());
  EXPECT_EQ(room_.sites->Get("daily")->wrapped_keys, other);
}

TEST_F(MasterKeyRotationTest, KeepsLostKeysAsideAndBringsBackWhatIsAsked) {
  const WrappedKeys read = room_.sites->Get("daily")->wrapped_keys;
  const WrappedKeys fresh =
      CreateSiteKeys(KeyOf(9), "daily", SystemRandom(), 2);
  for (int sent = 0; sent < 2; ++sent) {
    ASSERT_THAT(room_.sites->ReplaceSiteKeys("daily", read, fresh,
                                             SiteStore::KeyChange::kLost),
                IsOk());
  }
  const auto lost = room_.sites->LostKeys("daily");
  ASSERT_THAT(lost, IsOk());
  // Nothing else could be used again.
  ASSERT_EQ(lost->size(), 1);
  const std::string field = lost->begin()->first;
  EXPECT_EQ(field.substr(0, field.find('@')), "email.1");
  EXPECT_EQ(lost->begin()->second, read.at("email.1"));

  room_.Redis({"HSET", "…rotation", "key", "xx"});
  EXPECT_THAT(room_.sites->BringBackKey("daily", field, "email.1", "wrapped"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  room_.Redis({"DEL", "…rotation"});
  const int64_t revision = *room_.sites->Revision("daily");
  for (int sent = 0; sent < 2; ++sent) {
    EXPECT_THAT(room_.sites->BringBackKey("daily", field, "email.1", "wrapped"),
                IsOk());
  }
  EXPECT_EQ(*room_.sites->Revision("daily"), revision + 1);
  EXPECT_TRUE(room_.sites->LostKeys("daily")->empty());
  EXPECT_EQ(room_.sites->Get("daily")->wrapped_keys.at("email.1"), "wrapped");
  // No key that is in use gives way to one that was lost.
  EXPECT_THAT(room_.sites->BringBackKey("daily", field, "email.2", "wrapped"),
              StatusIs(absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace winnow
