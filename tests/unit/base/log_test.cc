#include "service/base/log.h"

#include <signal.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace winnow {
namespace {

std::string Line(absl::string_view value) {
  return FormatLogLine(absl::UnixEpoch(), Severity::kInfo, "seen",
                       {{"value", value}});
}

TEST(Log, WritesTimeLevelEventAndFieldsInOrder) {
  EXPECT_EQ(
      FormatLogLine(absl::FromUnixMillis(1714555800123), Severity::kWarning,
                    "redis_disconnected",
                    {{"reason", "connection refused"}, {"attempts", 3}}),
      "time=2024-05-01T09:30:00.123Z level=warning event=redis_disconnected "
      "reason=\"connection refused\" attempts=3\n");
}

TEST(Log, NoValueStartsANewLineOrANewField) {
  const struct {
    const char* name;
    absl::string_view value;
    const char* written;
  } rows[] = {
      {"plain", "unix:/run/redis.sock", "unix:/run/redis.sock"},
      {"empty", "", "\"\""},
      {"new line", "a\nlevel=error", R"("a\nlevel=error")"},
      {"another field", "a level=error", R"("a level=error")"},
      {"equals", "a=b", R"("a=b")"},
      {"quote", "a\" b=\"c", R"("a\" b=\"c")"},
      {"escape sequence", "\x1b[31m", R"("\x1b[31m")"},
      {"nul", absl::string_view("a\0b", 3), R"("a\x00\x62")"},
      {"right to left", "\xe2\x80\xae", R"("\xe2\x80\xae")"},
      {"invalid UTF-8", "\xff", R"("\xff")"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Line(row.value),
              std::string("time=1970-01-01T00:00:00.000Z level=info event=seen "
                          "value=") +
                  row.written + "\n")
        << row.name;
  }
}

TEST(Log, LeavesOutWhatMayBeLeftOutAndIsEmpty) {
  EXPECT_EQ(FormatLogLine(absl::UnixEpoch(), Severity::kInfo, "seen",
                          {{"site", "", true}, {"key", "k1", true}, {"n", ""}}),
            "time=1970-01-01T00:00:00.000Z level=info event=seen key=k1 "
            "n=\"\"\n");
}

TEST(Log, CutsALongValue) {
  EXPECT_EQ(Line(std::string(kLogValueBytesMax + 1, 'a')),
            Line(std::string(kLogValueBytesMax, 'a')));
}

TEST(Log, WritesNothingBelowTheLevelSet) {
  SetLogLevel(Severity::kError);
  testing::internal::CaptureStderr();
  Log(Severity::kWarning, "quiet");
  Log(Severity::kError, "loud");
  const std::string written = testing::internal::GetCapturedStderr();
  SetLogLevel(Severity::kInfo);
  EXPECT_EQ(written.find("event=quiet"), std::string::npos);
  EXPECT_NE(written.find("level=error event=loud\n"), std::string::npos);
}

TEST(Log, IsWrittenWholeBeforeItsThreadEndsAndAtOnceAfterwards) {
  testing::internal::CaptureStderr();
  {
    const LogThread thread;
    for (int i = 0; i < 1000; ++i) Log(Severity::kInfo, "one", {{"n", i}});
  }
  Log(Severity::kInfo, "after");
  const std::string written = testing::internal::GetCapturedStderr();
  size_t at = 0;
  for (int i = 0; i < 1000; ++i) {
    at = written.find(absl::StrCat("event=one n=", i, "\n"), at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_NE(written.find("event=after\n", at), std::string::npos);
}

TEST(LogDeathTest, LosesNoLineOfAProcessThatAborts) {
  const auto log_and_abort = [] {
    const LogThread thread;
    for (int i = 0; i < 1000; ++i) Log(Severity::kInfo, "line", {{"n", i}});
    Log(Severity::kError, "last_words");
    std::abort();
  };
  EXPECT_EXIT(log_and_abort(), testing::KilledBySignal(SIGABRT),
              "n=999\n.*event=last_words");
}

}  // namespace
}  // namespace winnow
