#include "service/store/redis/key_record.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

KeyRecord Sample() {
  KeyRecord key;
  key.principal.key_id = "k1";
  key.principal.name = "Ines";
  key.principal.role = Role::kModerator;
  key.principal.site = "daily";
  key.principal.sections = {"sport", "local"};
  key.principal.permissions = {"reveal_email"};
  key.principal.trusted = true;
  key.hash = std::string(32, '\0');
  key.create_time = absl::FromUnixMillis(1764000000123);
  return key;
}

TEST(KeyRecord, ReadsBackALiveKeyAndARevokedOne) {
  KeyRecord key = Sample();
  auto read = DecodeKey(EncodeKey(key));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->principal.key_id, "k1");
  EXPECT_EQ(read->principal.role, Role::kModerator);
  EXPECT_EQ(read->principal.sections, key.principal.sections);
  EXPECT_EQ(read->principal.permissions, key.principal.permissions);
  EXPECT_TRUE(read->principal.trusted);
  EXPECT_EQ(read->hash, key.hash);
  EXPECT_EQ(read->revoke_time, absl::InfiniteFuture());
  EXPECT_EQ(read->rotate_time, absl::InfinitePast());

  key.revoke_time = absl::FromUnixMillis(1764000000456);
  read = DecodeKey(EncodeKey(key));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->revoke_time, key.revoke_time);
}

TEST(KeyRecord, SaysWhenASecretWasChanged) {
  KeyRecord key = Sample();
  key.rotate_time = absl::FromUnixMillis(1764000000789);
  const auto read = DecodeKey(EncodeKey(key));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->rotate_time, key.rotate_time);
  EXPECT_EQ(read->revoke_time, absl::InfiniteFuture());
  // Read and written again it is the same: keys are replaced by comparison.
  EXPECT_EQ(EncodeKey(*read), EncodeKey(key));
}

TEST(KeyRecord, OfASecretThatNeverChangedStaysAsItIsStored) {
  const std::string bytes = EncodeKey(Sample());
  EXPECT_EQ(bytes[0], 1);
  EXPECT_EQ(bytes.back(), 0);  // no end, and nothing behind it
}

TEST(KeyRecord, RefusesEveryTruncation) {
  KeyRecord rotated = Sample();
  rotated.rotate_time = absl::FromUnixMillis(1764000000789);
  for (const KeyRecord& key : {Sample(), rotated}) {
    const std::string bytes = EncodeKey(key);
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_THAT(DecodeKey(bytes.substr(0, size)),
                  StatusIs(absl::StatusCode::kDataLoss))
          << size;
    }
  }
}

}  // namespace
}  // namespace winnow
