#include "service/base/log.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

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

TEST(Log, LosesNoLineOfAProcessThatAborts) {
  int log[2];
  int said[2];
  ASSERT_EQ(pipe(log), 0);
  ASSERT_EQ(pipe(said), 0);
  ASSERT_GT(fcntl(log[1], F_SETPIPE_SZ, 4096), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    dup2(log[1], STDERR_FILENO);
    close(log[1]);
    const LogThread thread;
    for (int i = 0; i < 1000; ++i) Log(Severity::kInfo, "line", {{"n", i}});
    Log(Severity::kError, "last_words");
    close(said[0]);
    close(said[1]);
    std::abort();
  }
  close(log[1]);
  close(said[1]);
  // Nothing is read, and so little is written, until all has been said.
  char byte = 0;
  EXPECT_EQ(read(said[0], &byte, 1), 0);
  std::string written;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(log[0], buffer, sizeof(buffer))) > 0;) {
    written.append(buffer, static_cast<size_t>(got));
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT) << status;
  EXPECT_NE(written.find("event=line n=999\n"), std::string::npos);
  EXPECT_NE(written.find("event=last_words\n"), std::string::npos);
  close(log[0]);
  close(said[0]);
}

}  // namespace
}  // namespace winnow
