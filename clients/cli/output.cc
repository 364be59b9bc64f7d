#include "clients/cli/output.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "clients/cli/config.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr int kNarrowestTerminal = 40;
constexpr int kUsualTerminal = 80;

int TerminalWidth() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kUsualTerminal;
  }
  return std::max<int>(size.ws_col, kNarrowestTerminal);
}

absl::string_view Sequence(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "\033[1m";
    case Style::kDim:
      return "\033[2m";
    case Style::kGreen:
      return "\033[32m";
    case Style::kYellow:
      return "\033[33m";
    case Style::kRed:
      return "\033[31m";
    case Style::kMagenta:
      return "\033[35m";
  }
  return "";
}

constexpr absl::string_view kReset = "\033[0m";

absl::Time ToTime(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) +
         absl::Nanoseconds(time.nanos());
}

}  // namespace

Output::Output(bool json, bool no_color) : json_(json) {
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  colors_ = terminal && !json && !no_color &&
            SystemEnvironment("NO_COLOR").empty() &&
            SystemEnvironment("TERM") != "dumb";
  stderr_is_terminal_ = isatty(STDERR_FILENO) == 1;
  if (terminal) width_ = TerminalWidth();
}

void Output::Write(absl::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Output::WriteLine(absl::string_view text) {
  Write(text);
  Write("\n");
}

bool Output::Flush() {
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

void Output::Complain(absl::string_view message) {
  std::fflush(stdout);
  const std::string line =
      absl::StrCat("winnow: ", SanitizeText(message, Lines::kOne), "\n");
  std::fwrite(line.data(), 1, line.size(), stderr);
}

std::string Output::Styled(Style style, absl::string_view text) const {
  if (!colors_ || style == Style::kPlain) return std::string(text);
  return absl::StrCat(Sequence(style), text, kReset);
}

void Output::StyleCell(Style style, size_t column, Table& table) const {
  if (!colors_ || style == Style::kPlain) return;
  table.ColorCell(column, Sequence(style), kReset);
}

Style StyleOf(v1::Comment::State state) {
  switch (state) {
    case v1::Comment::APPROVED:
      return Style::kGreen;
    case v1::Comment::HELD:
      return Style::kYellow;
    case v1::Comment::REJECTED:
      return Style::kRed;
    case v1::Comment::SPAM:
      return Style::kMagenta;
    default:
      return Style::kPlain;
  }
}

std::string Age(const google::protobuf::Timestamp& time, absl::Time now) {
  if (time.seconds() == 0) return "";
  const int64_t seconds =
      std::max<int64_t>(0, absl::ToInt64Seconds(now - ToTime(time)));
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 60 * 60) return absl::StrCat(seconds / 60, "m");
  if (seconds < 48 * 60 * 60) return absl::StrCat(seconds / (60 * 60), "h");
  return absl::StrCat(seconds / (24 * 60 * 60), "d");
}

std::string LocalTime(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", ToTime(time),
                          absl::LocalTimeZone());
}

std::string ShortDuration(const google::protobuf::Duration& duration) {
  const absl::Duration whole =
      absl::Trunc(absl::Seconds(duration.seconds()), absl::Seconds(1));
  if (whole < absl::Seconds(1)) {
    return absl::FormatDuration(absl::Trunc(absl::Nanoseconds(duration.nanos()),
                                            absl::Milliseconds(1)));
  }
  if (whole < absl::Hours(1)) return absl::FormatDuration(whole);
  return absl::FormatDuration(absl::Trunc(whole, absl::Minutes(1)));
}

std::string Counted(int64_t count, absl::string_view one) {
  return absl::StrCat(count, " ", one, count == 1 ? "" : "s");
}

}  // namespace winnow
