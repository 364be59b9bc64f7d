#include "service/privacy/master_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <type_traits>

#include "service/base/bytes.h"
#include "tests/support/fake_random.h"
#include "tests/support/printable.h"
#include "tests/unit/privacy/test_keys.h"

namespace winnow {
namespace {

using testing::HasSubstr;

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/winnow_key_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = folder_ + "/master.key";
  }

  void TearDown() override { std::filesystem::remove_all(folder_); }

  absl::StatusOr<MasterKey> Load(const std::string& content,
                                 mode_t mode = 0600) {
    std::ofstream(path_, std::ios::binary) << content;
    EXPECT_EQ(chmod(path_.c_str(), mode), 0);
    return MasterKey::FromFile(path_);
  }

  std::string folder_;
  std::string path_;
};

const std::string& RawKey() {
  static const std::string* const raw = new std::string(kKeyBytes, '\x07');
  return *raw;
}

// Tells whether `key` is the one TestMasterKey() gives.
bool IsTestKey(const MasterKey& key) {
  FakeRandom random;
  std::array<uint8_t, kKeyBytes> secret = {1, 2, 3}, opened = {};
  return key.Unwrap("s1", "author",
                    TestMasterKey().Wrap("s1", "author", secret, random),
                    opened)
             .ok() &&
         opened == secret;
}

TEST_F(KeyFile, MayBeRawOrBase64UrlWithOrWithoutALineEnd) {
  const std::string text = ToBase64Url(RawKey());
  for (const std::string& content : {RawKey(), text, text + "\n"}) {
    const auto key = Load(content);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_TRUE(IsTestKey(*key));
  }
}

TEST_F(KeyFile, OfAnyOtherContentIsRefusedWithAdviceAndWithoutTheContent) {
  const std::string text = ToBase64Url(RawKey());
  const struct {
    const char* name;
    std::string content;
  } rows[] = {
      {"empty", ""},
      {"one byte", "x"},
      {"31 bytes", RawKey().substr(1)},
      {"33 bytes", RawKey() + "x"},
      {"42 characters", text.substr(1)},
      {"44 characters", text + "A"},
      {"padded", text + "="},
      {"standard base64", "////////////////////////////////////////+/8"},
      {"two lines", text + "\n" + text},
      {"long", std::string(10000, 'A')},
  };
  for (const auto& row : rows) {
    const auto key = Load(row.content);
    ASSERT_FALSE(key.ok()) << row.name;
    const std::string message(key.status().message());
    EXPECT_THAT(message, HasSubstr(path_)) << row.name;
    if (row.content.size() > 8) {
      EXPECT_THAT(message, testing::Not(HasSubstr(row.content.substr(0, 8))))
          << row.name;
    }
  }
}

TEST_F(KeyFile, ThatOthersMayReadIsRefused) {
  for (const mode_t mode : {0640, 0604, 0644, 0660}) {
    const auto key = Load(RawKey(), mode);
    ASSERT_FALSE(key.ok()) << std::oct << mode;
    EXPECT_THAT(std::string(key.status().message()), HasSubstr(path_));
    EXPECT_THAT(std::string(key.status().message()), HasSubstr("chmod"));
  }
}

TEST_F(KeyFile, ThatIsMissingIsNamed) {
  const auto key = MasterKey::FromFile(path_);
  ASSERT_FALSE(key.ok());
  EXPECT_EQ(key.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(key.status().message()), HasSubstr(path_));
}

TEST(MasterKey, UnwrapsOnlyForTheSameSiteNameAndMasterKey) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  const std::array<uint8_t, kKeyBytes> secret = {42};
  const std::string blob = master.Wrap("gazette", "author", secret, random);
  EXPECT_EQ(blob.size(), 1 + 24 + kKeyBytes + 16);

  std::array<uint8_t, kKeyBytes> opened = {};
  EXPECT_TRUE(master.Unwrap("gazette", "author", blob, opened).ok());
  EXPECT_EQ(opened, secret);

  opened = {};
  EXPECT_FALSE(master.Unwrap("gazette2", "author", blob, opened).ok());
  EXPECT_FALSE(master.Unwrap("gazette", "network", blob, opened).ok());
  const absl::Status other =
      TestMasterKey(8).Unwrap("gazette", "author", blob, opened);
  EXPECT_EQ(other.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(other.message()), HasSubstr("gazette"));
  EXPECT_THAT(std::string(other.message()), HasSubstr("author"));
  EXPECT_EQ(opened, (std::array<uint8_t, kKeyBytes>{}));
}

TEST(MasterKey, RefusesABlobWithAnyByteChangedMissingOrAdded) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  const std::array<uint8_t, kKeyBytes> secret = {42};
  const std::string blob = master.Wrap("gazette", "author", secret, random);
  std::array<uint8_t, kKeyBytes> opened;
  for (size_t i = 0; i < blob.size(); ++i) {
    std::string altered = blob;
    altered[i] ^= 1;
    EXPECT_FALSE(master.Unwrap("gazette", "author", altered, opened).ok()) << i;
    EXPECT_FALSE(
        master.Unwrap("gazette", "author", blob.substr(0, i), opened).ok())
        << i;
  }
  EXPECT_FALSE(master.Unwrap("gazette", "author", blob + "x", opened).ok());
}

TEST(MasterKey, WrapsTheSameKeyDifferentlyEachTime) {
  FakeRandom random;
  const MasterKey master = TestMasterKey();
  const std::array<uint8_t, kKeyBytes> secret = {42};
  EXPECT_NE(master.Wrap("s1", "author", secret, random),
            master.Wrap("s1", "author", secret, random));
}

TEST(MasterKey, HasExactly32BytesAndNoWayOut) {
  for (const size_t size : {0, 1, 31, 33}) {
    EXPECT_FALSE(MasterKey::FromBytes(std::vector<uint8_t>(size)).ok());
  }
  static_assert(!std::is_copy_constructible_v<MasterKey>);
  static_assert(!Printable<MasterKey>);
}

}  // namespace
}  // namespace winnow
