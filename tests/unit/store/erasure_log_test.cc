#include "service/store/erasure_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

LoggedErasure Erasure(bool keep_text = false) {
  return {
      .time = absl::FromUnixSeconds(1800000000),
      .site = "daily",
      .erasure = *ParseUuid("0190a0a0-0000-7000-8000-000000000001"),
      .author_exact = std::string("\x01\x00\xff\n", 4) + std::string(13, 'a'),
      .keep_text = keep_text,
      .key_id = "k4711"};
}

class ErasureLogTest : public testing::Test {
 protected:
  ErasureLogTest() {
    std::string pattern = "/tmp/erasure-log-XXXXXX";
    dir_ = mkdtemp(pattern.data());
    path_ = dir_ + "/erasures.log";
  }
  ~ErasureLogTest() override { std::filesystem::remove_all(dir_); }

  void Write(const std::string& text) {
    std::ofstream(path_, std::ios::binary) << text;
    chmod(path_.c_str(), 0600);
  }

  std::string dir_;
  std::string path_;
};

TEST_F(ErasureLogTest, GivesBackWhatWasAdded) {
  const auto log = ErasureLog::Open(path_);
  ASSERT_THAT(log, IsOk());
  EXPECT_THAT((*log)->ReadAll()->erasures, IsEmpty());
  ASSERT_THAT((*log)->Append(Erasure()), IsOk());
  const auto again = ErasureLog::Open(path_);
  ASSERT_THAT((*again)->Append(Erasure(/*keep_text=*/true)), IsOk());
  const auto lines = (*log)->ReadAll();
  ASSERT_THAT(lines, IsOk());
  EXPECT_EQ(lines->unreadable, 0);
  ASSERT_THAT(lines->erasures, SizeIs(2));
  const LoggedErasure& first = lines->erasures[0];
  EXPECT_EQ(first.time, Erasure().time);
  EXPECT_EQ(first.site, "daily");
  EXPECT_EQ(first.erasure, Erasure().erasure);
  EXPECT_EQ(first.author_exact, Erasure().author_exact);
  EXPECT_FALSE(first.keep_text);
  EXPECT_EQ(first.key_id, "k4711");
  EXPECT_TRUE(lines->erasures[1].keep_text);
  struct stat made = {};
  ASSERT_EQ(stat(path_.c_str(), &made), 0);
  EXPECT_EQ(made.st_mode & 0777, 0600U);
  EXPECT_EQ(*(*log)->Size(), made.st_size);
}

TEST_F(ErasureLogTest, PassesOverWhatIsNoLine) {
  const std::string whole = FormatLoggedErasure(Erasure());
  const std::string line = whole.substr(0, whole.size() - 1);
  const struct {
    const char* name;
    std::string line;
  } rows[] = {
      {"one byte", "x"},
      {"cut short", line.substr(0, 40)},
      {"a field too many", line + " x"},
      {"two blanks", "2026-11-30T04:00:00Z  " + line.substr(21)},
      {"no time", "yesterday" + line.substr(20)},
      {"no key", line.substr(0, line.find(" k4711"))},
      {"not UTF-8", "\xff\xfe" + line.substr(2)},
      {"zero bytes", std::string(200, '\0')},
      {"a key that is no hex",
       std::string(line).replace(line.find("0100ff"), 6, "0100fg")},
      {"a shorter key", std::string(line).replace(line.find("0100ff"), 6, "")},
      {"an id that is none",
       std::string(line).replace(line.find("0190a0a0"), 8, "0190a0a-")},
      {"another word",
       std::string(line).replace(line.find(" all "), 5, " al ")},
      {"a name without end",
       std::string(line).replace(line.find("daily"), 5, std::string(200, 'd'))},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(ParseLoggedErasure(row.line),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << row.name;
    Write(absl::StrCat(row.line, "\n", whole));
    const auto log = ErasureLog::Open(path_);
    ASSERT_THAT(log, IsOk());
    const auto lines = (*log)->ReadAll();
    ASSERT_THAT(lines, IsOk()) << row.name;
    EXPECT_EQ(lines->unreadable, 1) << row.name;
    EXPECT_THAT(lines->erasures, SizeIs(1)) << row.name;
  }
  EXPECT_THAT(ParseLoggedErasure(""),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ErasureLogTest, GoesOnBehindALineThatWasCutShort) {
  Write(FormatLoggedErasure(Erasure()) + "2026-11-30T04:0");
  const auto log = ErasureLog::Open(path_);
  ASSERT_THAT(log, IsOk());
  ASSERT_THAT((*log)->Append(Erasure()), IsOk());
  const auto lines = (*log)->ReadAll();
  EXPECT_THAT(lines->erasures, SizeIs(2));
  EXPECT_EQ(lines->unreadable, 1);
}

TEST_F(ErasureLogTest, AddsToWhatHasTheNameNow) {
  const auto log = ErasureLog::Open(path_);
  ASSERT_THAT(log, IsOk());
  ASSERT_THAT((*log)->Append(Erasure()), IsOk());
  std::filesystem::rename(path_, path_ + ".1");
  EXPECT_EQ(*(*log)->Size(), 0);
  ASSERT_THAT((*log)->Append(Erasure()), IsOk());
  EXPECT_THAT((*log)->ReadAll()->erasures, SizeIs(1));
}

TEST_F(ErasureLogTest, RefusesAFileThatOthersMayRead) {
  Write("");
  chmod(path_.c_str(), 0640);
  EXPECT_THAT(
      ErasureLog::Open(path_),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
  EXPECT_FALSE(ErasureLog::Open(dir_).ok());
  EXPECT_FALSE(ErasureLog::Open(dir_ + "/none/erasures.log").ok());
}

}  // namespace
}  // namespace winnow
