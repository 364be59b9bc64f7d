#include "clients/cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

constexpr absl::Duration kBarEvery = absl::Milliseconds(100);
constexpr absl::Duration kLineEvery = absl::Seconds(5);
constexpr int kBarWidth = 24;

int StderrWidth() {
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) {
    return 80;
  }
  return size.ws_col;
}

}  // namespace

std::string ProgressBar(int64_t done, int64_t total, int width) {
  if (total <= 0 || width < 3) return "";
  const double share = std::clamp(
      static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
  const auto inside = static_cast<size_t>(width - 2);
  const auto full = static_cast<size_t>(share * static_cast<double>(inside));
  return absl::StrCat(
      "[", std::string(full, '#'), std::string(inside - full, '-'), "]",
      absl::StrFormat(" %3d %%", static_cast<int>(share * 100)));
}

Progress::Progress(bool is_terminal, int64_t total)
    : is_terminal_(is_terminal),
      total_(total),
      // A line at once would only say zero; a bar shows that it started.
      last_(is_terminal ? absl::InfinitePast() : absl::Now()) {}

bool Progress::IsDue() const {
  return absl::Now() - last_ >= (is_terminal_ ? kBarEvery : kLineEvery);
}

void Progress::Update(int64_t done, absl::string_view what) {
  if (!IsDue()) return;
  last_ = absl::Now();
  if (!is_terminal_) {
    std::fputs(absl::StrCat("winnow: ", what, "\n").c_str(), stderr);
    return;
  }
  const std::string bar = ProgressBar(done, total_, kBarWidth);
  const std::string line = FitToWidth(
      absl::StrCat(bar, bar.empty() ? "" : "  ", what), StderrWidth() - 1);
  // Back to the first column, write over the old line, erase what is left.
  std::fputs(absl::StrCat("\r", line, "\033[K").c_str(), stderr);
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::Clear() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
  last_ = absl::InfinitePast();
}

}  // namespace winnow
