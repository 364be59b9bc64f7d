#include "clients/cli/secret_file.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

class SecretFiles : public testing::Test {
 protected:
  SecretFiles() {
    char path[] = "/tmp/winnow-secret-XXXXXX";
    dir_ = mkdtemp(path);
    path_ = dir_ + "/key";
  }
  ~SecretFiles() override { std::filesystem::remove_all(dir_); }

  std::string dir_;
  std::string path_;
};

TEST_F(SecretFiles, HoldTheSecretForTheirOwnerOnly) {
  {
    auto file = SecretFile::Create(path_);
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT(file->Write("wk_secret"), IsOk());
  }
  struct stat found = {};
  ASSERT_EQ(stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600U);
  std::ostringstream text;
  text << std::ifstream(path_).rdbuf();
  EXPECT_EQ(text.str(), "wk_secret\n");
}

TEST_F(SecretFiles, GoAwayWhenThereIsNoSecret) {
  { ASSERT_THAT(SecretFile::Create(path_), IsOk()); }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SecretFiles, NeverReplaceAFile) {
  std::ofstream(path_) << "older";
  EXPECT_THAT(SecretFile::Create(path_),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(SecretFiles, FailWhereThereIsNoDirectory) {
  EXPECT_THAT(SecretFile::Create(dir_ + "/no/key"),
              StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace winnow
