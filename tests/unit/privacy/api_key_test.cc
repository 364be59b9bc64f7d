#include "service/privacy/api_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "tests/support/fake_random.h"
#include "tests/unit/privacy/test_keys.h"

namespace winnow {
namespace {

using testing::MatchesRegex;

// Random bytes that a test chose, over and over.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}

  void Fill(std::span<uint8_t> out) override {
    for (uint8_t& byte : out) byte = bytes_[next_++ % bytes_.size()];
  }

 private:
  std::vector<uint8_t> bytes_;
  size_t next_ = 0;
};

TEST(ApiKey, HasTheShapeOfItsKind) {
  FakeRandom random;
  for (int i = 0; i < 100; ++i) {
    const std::string site = MakeSiteApiKey(random);
    EXPECT_THAT(site, MatchesRegex("[A-Za-z0-9]{12}"));
    EXPECT_TRUE(IsApiKeyShape(site));
    const std::string person = MakePersonApiKey(random);
    EXPECT_THAT(person, MatchesRegex("wk_[A-Za-z0-9_-]{43}"));
    EXPECT_TRUE(IsApiKeyShape(person));
    EXPECT_THAT(MakeApiKeyId(random), MatchesRegex("[a-z2-7]{10}"));
  }
}

TEST(ApiKey, OfASiteUsesEveryCharacterAboutEquallyOften) {
  FakeRandom random;
  std::map<char, int> counts;
  constexpr int kKeys = 5000;
  for (int i = 0; i < kKeys; ++i) {
    for (const char c : MakeSiteApiKey(random)) ++counts[c];
  }
  ASSERT_EQ(counts.size(), 62u);
  const double expected = 12.0 * kKeys / 62;
  for (const auto& [c, count] : counts) {
    EXPECT_NEAR(count, expected, expected / 5) << c;
  }
}

TEST(ApiKey, OfASiteSkipsBytesThatWouldFavorTheFirstLetters) {
  // 248 = 4 * 62 is the first that a remainder would turn into an A.
  FixedRandom random({248, 255, 61, 247});
  EXPECT_EQ(MakeSiteApiKey(random), "999999999999");
}

TEST(ApiKey, OfAnyOtherShapeIsNone) {
  const std::string secret(43, 'A');
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("abcdefghijk"),
        std::string("abcdefghijklm"), std::string("abcdefghijk_"),
        std::string("abcdefghijk\n"), "wk_" + secret.substr(1),
        "wk_" + secret + "A", "wk-" + secret, "WK_" + secret,
        "wk_" + secret.substr(1) + "=", "wk_" + secret.substr(1) + "\xff",
        std::string(100000, 'a')}) {
    EXPECT_FALSE(IsApiKeyShape(text)) << text.substr(0, 60);
  }
}

TEST(ApiKey, IsStoredAsAHashThatNeedsTheMasterKey) {
  FakeRandom random(1), same_random(1);
  const WrappedKeys wrapped = CreateApiKeyHashKey(TestMasterKey(), random);
  const auto hasher = ApiKeyHasher::Open(TestMasterKey(), wrapped);
  ASSERT_TRUE(hasher.ok()) << hasher.status();
  const std::string hash = (*hasher)->Hash("abcdefghijkl");
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_EQ(hash, (*hasher)->Hash("abcdefghijkl"));
  EXPECT_NE(hash, (*hasher)->Hash("abcdefghijkm"));

  const auto again = ApiKeyHasher::Open(TestMasterKey(), wrapped);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ((*again)->Hash("abcdefghijkl"), hash);

  EXPECT_FALSE(ApiKeyHasher::Open(TestMasterKey(8), wrapped).ok());
  EXPECT_EQ(ApiKeyHasher::Open(TestMasterKey(), {}).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(ConstantTimeEqual, SaysTheSameAsEquality) {
  const std::string texts[] = {"", "a", "b", "aa", "ab", std::string("a\0", 2)};
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      EXPECT_EQ(ConstantTimeEqual(a, b), a == b) << a << " " << b;
    }
  }
}

}  // namespace
}  // namespace winnow
