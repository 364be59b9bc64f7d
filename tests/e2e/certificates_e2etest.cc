// deploy/certificates as root runs it, beside users who would like root to
// write elsewhere. What it makes is tested in tls_e2etest.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "tests/support/run_program.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kScript[] = WINNOW_SOURCE_DIR "/deploy/certificates";
// Of no use to anybody but as one who is not root.
constexpr char kOther[] = "nobody";

struct Rights {
  uid_t user = 0;
  mode_t mode = 0;
  bool operator==(const Rights&) const = default;
};

Rights RightsOf(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return {.user = status.st_uid, .mode = status.st_mode & 07777};
}

class CertificatesOfRoot : public testing::Test {
 protected:
  void SetUp() override {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread has begun.
    const passwd* other = getpwnam(kOther);
    if (geteuid() != 0 || other == nullptr) {
      GTEST_SKIP() << "only root can be led astray, by the user nobody";
    }
    other_ = other->pw_uid;
    std::string pattern = "/tmp/winnow-certificates-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    ASSERT_EQ(chmod(dir_.c_str(), 0755), 0);
    for (const char* name : {"/roots", "/theirs"}) {
      fs::create_directory(dir_ + name);
      ASSERT_EQ(chmod((dir_ + name).c_str(), 0755), 0);
    }
    ASSERT_EQ(chown((dir_ + "/theirs").c_str(), other_, other->pw_gid), 0);
  }

  ~CertificatesOfRoot() override {
    std::error_code ignored;
    if (!dir_.empty()) fs::remove_all(dir_, ignored);
  }

  static ProgramResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), kScript);
    return RunProgram(arguments);
  }

  static bool OtherCan(std::vector<std::string> command) {
    command.insert(command.begin(), {"runuser", "-u", kOther, "--"});
    return RunProgram(command).exit_status == 0;
  }

  std::string dir_;
  uid_t other_ = 0;
};

TEST_F(CertificatesOfRoot, StayRootsButForTheKeyThatWinnowdReads) {
  const std::string tls = dir_ + "/tls";
  const ProgramResult made =
      Run({"--dir", tls, "--owner", kOther, "server", "localhost"});
  ASSERT_EQ(made.exit_status, 0) << made.errors;
  const ProgramResult added =
      Run({"--dir", tls, "--owner", kOther, "add", "web"});
  ASSERT_EQ(added.exit_status, 0) << added.errors;
  EXPECT_EQ(RightsOf(tls), (Rights{0, 0750}));
  EXPECT_EQ(RightsOf(tls + "/ca.key"), (Rights{0, 0600}));
  EXPECT_EQ(RightsOf(tls + "/clients"), (Rights{0, 0700}));
  EXPECT_EQ(RightsOf(tls + "/clients.pem"), (Rights{0, 0644}));
  EXPECT_EQ(RightsOf(tls + "/server.key"), (Rights{other_, 0600}));
  for (const char* name : {"/server.pem", "/server.key", "/clients.pem"}) {
    EXPECT_TRUE(OtherCan({"cat", tls + name})) << name;
  }
  // Also when it is made anew.
  const std::string before = tls + ".before";
  fs::copy(tls + "/server.key", before);
  ASSERT_EQ(Run({"--dir", tls, "server", "localhost", "::1"}).exit_status, 0);
  EXPECT_NE(RunProgram({"cmp", "-s", tls + "/server.key", before}).exit_status,
            0);
  EXPECT_EQ(RightsOf(tls + "/server.key"), (Rights{other_, 0600}));
  EXPECT_FALSE(OtherCan({"touch", tls + "/new"}));
  EXPECT_FALSE(OtherCan({"cat", tls + "/clients/web/key.pem"}));
}

TEST_F(CertificatesOfRoot, AreMadeByWhomTheirDirectoryBelongsTo) {
  const std::string theirs = dir_ + "/theirs";
  const std::string loot = dir_ + "/loot";
  if (!OtherCan({"test", "-x", kScript})) {
    GTEST_SKIP() << "others may not run " << kScript;
  }
  const ProgramResult made =
      Run({"--dir", theirs + "/tls", "server", "localhost"});
  EXPECT_EQ(made.exit_status, 0) << made.errors;
  EXPECT_EQ(RightsOf(theirs + "/tls/ca.key"), (Rights{other_, 0600}));
  // Links in the place of all that the script writes first.
  ASSERT_TRUE(OtherCan({"mkdir", theirs + "/clients"}));
  for (const char* name : {"/nobody.new", "/names", "/ca.key.new", "/ca.new",
                           "/openssl.err", "/clients.pem.new"}) {
    fs::create_symlink(loot, theirs + name);
  }
  EXPECT_NE(Run({"--dir", theirs, "server", "localhost"}).exit_status, 0);
  EXPECT_FALSE(fs::exists(loot));
  fs::remove(theirs + "/clients");
  fs::create_directory_symlink(dir_ + "/roots", theirs + "/clients");
  EXPECT_NE(Run({"--dir", theirs, "server", "localhost"}).exit_status, 0);
  EXPECT_TRUE(fs::is_empty(dir_ + "/roots"));
  EXPECT_EQ(RightsOf(dir_ + "/roots"), (Rights{0, 0755}));
}

TEST_F(CertificatesOfRoot, AreNotMadeWhereOthersMayExchangeADirectory) {
  const std::string below = dir_ + "/theirs/roots";
  fs::create_directory(below);
  const ProgramResult led = Run({"--dir", below, "server", "localhost"});
  EXPECT_EQ(led.exit_status, 1);
  EXPECT_THAT(led.errors, HasSubstr("belongs to nobody"));
  EXPECT_TRUE(fs::is_empty(below));

  const std::string open = dir_ + "/roots";
  for (const mode_t mode : {mode_t{0777}, mode_t{01777}}) {
    ASSERT_EQ(chmod(open.c_str(), mode), 0);
    const ProgramResult raced =
        Run({"--dir", open + "/tls", "server", "localhost"});
    EXPECT_EQ(raced.exit_status, 1) << mode;
    EXPECT_THAT(raced.errors, HasSubstr("others may write"));
    EXPECT_TRUE(fs::is_empty(open));
  }
}

TEST_F(CertificatesOfRoot, AreNotMadeAmongOtherThings) {
  const std::string etc = dir_ + "/roots";
  fs::create_directory(etc + "/passwd");
  const ProgramResult made =
      Run({"--dir", etc, "--owner", kOther, "server", "localhost"});
  EXPECT_EQ(made.exit_status, 1);
  EXPECT_THAT(made.errors, HasSubstr("holds other things"));
  EXPECT_EQ(RightsOf(etc), (Rights{0, 0755}));
}

}  // namespace
}  // namespace winnow
