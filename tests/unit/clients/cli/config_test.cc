#include "clients/cli/config.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;

// An environment of a test's own.
class Variables {
 public:
  Variables(
      std::initializer_list<std::pair<const std::string, std::string>> values)
      : values_(values) {}
  std::string operator()(const char* name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? "" : found->second;
  }

 private:
  std::map<std::string, std::string> values_;
};

TEST(MergeSettings, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
  const Variables set = {{"WINNOW_ADDRESS", "env:1"},
                         {"WINNOW_KEY_FILE", "/env/key"},
                         {"WINNOW_SITE", "env"}};
  const Variables unset = {};
  Settings flags;
  flags.address = "flag:1";
  Settings file;
  file.address = "file:1";
  file.key_file = "/file/key";
  file.site = "file";
  file.ca = "/file/ca";

  Settings merged = MergeSettings(flags, set, file);
  EXPECT_EQ(merged.address, "flag:1");
  EXPECT_EQ(merged.key_file, "/env/key");
  EXPECT_EQ(merged.site, "env");
  EXPECT_EQ(merged.ca, "/file/ca");  // flag:1 is no local address

  merged = MergeSettings({}, unset, file);
  EXPECT_EQ(merged.address, "file:1");
  EXPECT_EQ(merged.key_file, "/file/key");
  EXPECT_EQ(merged.site, "file");
}

TEST(MergeSettings, WithoutAnythingItIsTheUsualAddress) {
  const Settings merged = MergeSettings({}, Variables{}, {});
  EXPECT_EQ(merged.address, "127.0.0.1:7420");
  EXPECT_EQ(merged.key_file, "");
  EXPECT_EQ(merged.site, "");
}

TEST(MergeSettings, TheFilesCertificatesStayOutOfPlaintextOnThisMachine) {
  Settings file;
  file.address = "news.example:7443";
  file.ca = "/file/ca";
  file.cert = "/file/cert";
  file.cert_key = "/file/key";
  const struct {
    const char* address;
    bool certificates;
  } kRows[] = {{"", true},
               {"news.example:7443", true},
               {"other.example:7443", true},
               {"127.0.0.1:7420", false},
               {"localhost:7420", false},
               {"unix:/run/winnowd.sock", false}};
  for (const auto& row : kRows) {
    Settings flags;
    flags.address = row.address;
    const Settings merged = MergeSettings(flags, Variables{}, file);
    EXPECT_EQ(merged.ca, row.certificates ? "/file/ca" : "") << row.address;
    EXPECT_EQ(merged.cert, row.certificates ? "/file/cert" : "");
    EXPECT_EQ(merged.cert_key, row.certificates ? "/file/key" : "");
    flags.ca = "/flag/ca";
    EXPECT_EQ(MergeSettings(flags, Variables{}, file).ca, "/flag/ca");
  }
  file.address = "127.0.0.1:7443";
  EXPECT_EQ(MergeSettings({}, Variables{}, file).ca, "/file/ca");
}

TEST(FindPlaces, FollowsTheXdgVariables) {
  const Variables plain = {{"HOME", "/home/ada"}};
  EXPECT_EQ(FindPlaces(plain, false).config_file,
            "/home/ada/.config/winnow/config");
  EXPECT_EQ(FindPlaces(plain, false).state_dir,
            "/home/ada/.local/state/winnow");
  const Variables xdg = {{"HOME", "/home/ada"},
                         {"XDG_CONFIG_HOME", "/c"},
                         {"XDG_STATE_HOME", "relative"}};
  EXPECT_EQ(FindPlaces(xdg, false).config_file, "/c/winnow/config");
  EXPECT_EQ(FindPlaces(xdg, false).state_dir, "/home/ada/.local/state/winnow");
}

TEST(FindPlaces, UnderSudoTheyAreTheInvokingUsers) {
  // `daemon` is on every Debian, with /usr/sbin as its home.
  const Variables sudo = {{"HOME", "/root"},
                          {"XDG_CONFIG_HOME", "/root/.config"},
                          {"SUDO_USER", "daemon"}};
  EXPECT_EQ(FindPlaces(sudo, true).config_file,
            "/usr/sbin/.config/winnow/config");
  // Without root's rights the variable is only somebody's word.
  EXPECT_EQ(FindPlaces(sudo, false).config_file, "/root/.config/winnow/config");
}

TEST(ParseConfig, ReadsNamesValuesCommentsAndRelativeFiles) {
  const auto settings = ParseConfig(
      "# made by deploy/up\n"
      "address=unix:/run/winnow/socket\n"
      "\n"
      " key_file = operator.key \n"
      "ca=/etc/ca.pem\n"
      "site=daily",
      "/home/ada/.config/winnow");
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->address, "unix:/run/winnow/socket");
  EXPECT_EQ(settings->key_file, "/home/ada/.config/winnow/operator.key");
  EXPECT_EQ(settings->ca, "/etc/ca.pem");
  EXPECT_EQ(settings->site, "daily");
}

TEST(ParseConfig, NamesTheLineItDoesNotKnow) {
  for (const char* text : {"address=a:1\nadress=b:1", "site=x\nnothing"}) {
    EXPECT_THAT(
        ParseConfig(text, "/"),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 2")));
  }
}

class LoadSettingsTest : public testing::Test {
 protected:
  LoadSettingsTest() {
    std::string pattern = testing::TempDir() + "/winnow_config_XXXXXX";
    dir_ = mkdtemp(pattern.data());
    places_ = {.config_file = dir_ + "/own",
               .state_dir = dir_,
               .system_config_file = dir_ + "/system"};
  }
  ~LoadSettingsTest() override { std::filesystem::remove_all(dir_); }

  void Write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }

  std::string dir_;
  Places places_;
};

TEST_F(LoadSettingsTest, WithoutAnyFileTheDefaultsRemain) {
  const auto settings = LoadSettings({}, Variables{}, places_);
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->address, "127.0.0.1:7420");
  EXPECT_EQ(settings->key_file, "");
}

TEST_F(LoadSettingsTest, TheSystemsFileServesWhoHasNone) {
  Write(places_.system_config_file, "address=b:1\nkey_file=key\n");
  Write(dir_ + "/key", "k");
  const auto settings = LoadSettings({}, Variables{}, places_);
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->address, "b:1");
  EXPECT_EQ(settings->key_file, dir_ + "/key");
}

TEST_F(LoadSettingsTest, NoKeyOfTheSystemsGoesToAnAddressOfOnesOwn) {
  Write(places_.system_config_file, "address=b:1\nkey_file=/k\nsite=daily\n");
  Write(places_.config_file, "address=elsewhere:1\n");
  const auto settings = LoadSettings({}, Variables{}, places_);
  ASSERT_THAT(settings, IsOk());
  EXPECT_EQ(settings->address, "elsewhere:1");
  EXPECT_EQ(settings->key_file, "");
  EXPECT_EQ(settings->site, "");
}

TEST_F(LoadSettingsTest, SaysWhichFileIsWrong) {
  Write(places_.system_config_file, "nothing");
  EXPECT_THAT(LoadSettings({}, Variables{}, places_),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr(places_.system_config_file)));
}

TEST_F(LoadSettingsTest, WhoMayNotReadTheSystemsKeyIsToldWhatToDo) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read every file";
  const std::string key = dir_ + "/key";
  Write(places_.system_config_file, "key_file=key\n");
  Write(key, "k");
  ASSERT_EQ(chmod(key.c_str(), 0), 0);
  EXPECT_THAT(LoadSettings({}, Variables{}, places_),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       testing::AllOf(HasSubstr("sudo"),
                                      HasSubstr(places_.config_file))));
  // A key of one's own needs none of the system's.
  Settings flags;
  flags.key_file = "/mine";
  EXPECT_THAT(LoadSettings(flags, Variables{}, places_), IsOk());
}

}  // namespace
}  // namespace winnow
