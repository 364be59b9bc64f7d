#include "service/base/log.h"

#include <string>

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

}  // namespace
}  // namespace winnow
