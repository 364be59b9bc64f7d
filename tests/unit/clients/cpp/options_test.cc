#include "clients/cpp/options.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;

TEST(IsLocalAddress, BelievesOnlyWhatStaysOnThisMachine) {
  const struct {
    const char* address;
    bool local;
  } kRows[] = {
      {"unix:/run/winnow/socket", true},
      {"127.0.0.1:7420", true},
      {"127.9.9.9:1", true},
      {"localhost:7420", true},
      {"[::1]:7420", true},
      {"127.0.0.1.example.org:7420", false},
      {"localhost.example.org:7420", false},
      {"192.0.2.1:7420", false},
      {"[2001:db8::1]:7420", false},
      {"0.0.0.0:7420", false},
      {"", false},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(IsLocalAddress(row.address), row.local) << row.address;
  }
}

TEST(CheckClientOptions, NamesTheOptionToChange) {
  const struct {
    const char* name;
    ClientOptions options;
    const char* says;  // empty: fine
  } kRows[] = {
      {"usual", {}, ""},
      {"socket", {.address = "unix:/s"}, ""},
      {"no port", {.address = "127.0.0.1"}, "address"},
      {"bad port", {.address = "127.0.0.1:0"}, "address"},
      {"large port", {.address = "127.0.0.1:65536"}, "address"},
      {"no path", {.address = "unix:"}, "path"},
      {"IPv6 without brackets", {.address = "::1:7420"}, "address"},
      {"far without TLS", {.address = "news.example:7420"}, "mutual TLS"},
      {"traced",
       {.traceparent =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
       ""},
      {"key", {.key = "wk_0af7651916cd"}, ""},
      {"line end in a key", {.key = "wk_0af\n"}, "key"},
      {"endless key", {.key = std::string(257, 'a')}, "key"},
      {"line end in a trace", {.traceparent = "00-a\nb"}, "traceparent"},
      {"endless trace", {.traceparent = std::string(257, 'a')}, "traceparent"},
      {"far with TLS",
       {.address = "news.example:7420",
        .ca_file = "a",
        .cert_file = "b",
        .cert_key_file = "c"},
       ""},
      {"half of TLS", {.ca_file = "a"}, "all three"},
  };
  for (const auto& row : kRows) {
    const absl::Status status = CheckClientOptions(row.options);
    if (std::string(row.says).empty()) {
      EXPECT_THAT(status, IsOk()) << row.name;
    } else {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                                   HasSubstr(row.says)))
          << row.name;
    }
  }
}

class KeyFile : public testing::Test {
 protected:
  KeyFile() {
    char path[] = "/tmp/winnow-key-XXXXXX";
    dir_ = mkdtemp(path);
    path_ = dir_ + "/key";
  }
  ~KeyFile() override { std::filesystem::remove_all(dir_); }

  absl::StatusOr<std::string> Read(const std::string& text, mode_t mode) {
    std::ofstream(path_, std::ios::trunc) << text;
    chmod(path_.c_str(), mode);
    return ReadKeyFile(path_);
  }

  std::string dir_;
  std::string path_;
};

TEST_F(KeyFile, GivesTheKeyWithoutItsLineEnd) {
  EXPECT_THAT(Read(" wk_abc-DEF_1\n", 0600),
              IsOkAndHolds(std::string("wk_abc-DEF_1")));
  EXPECT_THAT(Read("wk_abc", 0440), IsOkAndHolds(std::string("wk_abc")));
}

TEST_F(KeyFile, IsRefusedWhenOthersCouldUseTheKey) {
  for (const mode_t mode : {0604, 0644, 0620, 0666, 0601}) {
    EXPECT_THAT(
        Read("wk_abc", mode),
        StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")))
        << mode;
  }
}

TEST_F(KeyFile, IsRefusedWhenItHoldsSomethingElse) {
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("two words"),
        std::string("a\033b"), std::string(300, 'a')}) {
    EXPECT_THAT(Read(text, 0600), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST_F(KeyFile, MustBeThere) {
  EXPECT_THAT(ReadKeyFile(dir_ + "/none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

}  // namespace
}  // namespace winnow
