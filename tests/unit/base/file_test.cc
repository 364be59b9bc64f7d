#include "service/base/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class FileTest : public testing::Test {
 protected:
  FileTest() {
    std::string pattern = testing::TempDir() + "/winnow_file_XXXXXX";
    dir_ = mkdtemp(pattern.data());
  }
  ~FileTest() override { std::filesystem::remove_all(dir_); }

  std::string Write(const std::string& content, mode_t mode) {
    const std::string path = dir_ + "/file";
    std::ofstream(path) << content;
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  std::string dir_;
};

TEST_F(FileTest, ReadsUpToTheLimitAndRefusesOneByteMore) {
  const std::string path = Write(std::string("12\0\n5", 5), 0600);
  EXPECT_THAT(ReadFile(path, 6), IsOkAndHolds(std::string("12\0\n5", 5)));
  EXPECT_THAT(ReadFile(path, 5), IsOkAndHolds(std::string("12\0\n5", 5)));
  EXPECT_THAT(ReadFile(path, 4),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr(path)));
}

TEST_F(FileTest, ReadsAnEmptyFile) {
  EXPECT_THAT(ReadFile(Write("", 0600), 0), IsOkAndHolds(std::string()));
}

TEST_F(FileTest, NamesAFileThatIsNotThere) {
  EXPECT_THAT(ReadFile(dir_ + "/absent", 10),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/absent")));
}

TEST_F(FileTest, RefusesAFolderAndAPipeWithoutWaiting) {
  EXPECT_THAT(ReadFile(dir_, 10),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  const std::string pipe = dir_ + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(ReadFile(pipe, 10),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(FileTest, ASecretIsReadOnlyWhenNobodyElseCouldTouchIt) {
  for (const mode_t mode : {0600u, 0400u}) {
    EXPECT_THAT(ReadSecretFile(Write("key", 0600 | mode), 10),
                IsOkAndHolds(std::string("key")));
  }
  for (const mode_t mode : {0640u, 0604u, 0620u, 0602u, 0610u, 0644u}) {
    const std::string path = Write("key", mode);
    EXPECT_THAT(ReadSecretFile(path, 10),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr("chmod 600 " + path),
                               testing::Not(HasSubstr("key")))))
        << std::oct << mode;
  }
}

TEST_F(FileTest, TheGroupMayReadASecretOnlyWhereSystemdPutIt) {
  const std::string path = Write("key", 0440);
  ASSERT_EQ(setenv("CREDENTIALS_DIRECTORY", dir_.c_str(), 1), 0);
  EXPECT_THAT(ReadSecretFile(path, 10), IsOkAndHolds(std::string("key")));
  const std::string name = dir_.substr(dir_.rfind('/'));
  EXPECT_THAT(ReadSecretFile(dir_ + "/.." + name + "/file", 10),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  for (const mode_t mode : {0460u, 0444u, 0450u}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_THAT(ReadSecretFile(path, 10),
                StatusIs(absl::StatusCode::kFailedPrecondition))
        << std::oct << mode;
  }
  ASSERT_EQ(chmod(path.c_str(), 0440), 0);
  ASSERT_EQ(setenv("CREDENTIALS_DIRECTORY", (dir_ + "x").c_str(), 1), 0);
  EXPECT_THAT(ReadSecretFile(path, 10),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  unsetenv("CREDENTIALS_DIRECTORY");
}

}  // namespace
}  // namespace winnow
