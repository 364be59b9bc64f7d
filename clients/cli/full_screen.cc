#include "clients/cli/full_screen.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/config.h"

namespace winnow {
namespace {

// Alternate screen, no cursor, no wrapping at the right edge, pasted text in
// brackets.
constexpr absl::string_view kTake =
    "\033[?1049h\033[?25l\033[?7l\033[?2004h\033[2J";
constexpr absl::string_view kGiveBack =
    "\033[0m\033[?2004l\033[?7h\033[?25h\033[?1049l";
// A terminal sends a key's bytes at once; over ssh they may come in two parts.
constexpr absl::Duration kSequenceGap = absl::Milliseconds(60);

sigset_t WatchedSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGWINCH, SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&signals, signal);
  }
  return signals;
}

// Writes all of it; a terminal that is gone shows with the next read.
void WriteAll(absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

int Milliseconds(absl::Duration time) {
  return static_cast<int>(
      std::clamp<int64_t>(absl::ToInt64Milliseconds(time), 0, 60'000));
}

}  // namespace

absl::StatusOr<std::unique_ptr<FullScreen>> FullScreen::Open() {
  termios before = {};
  if (isatty(STDIN_FILENO) != 1 || isatty(STDOUT_FILENO) != 1 ||
      tcgetattr(STDIN_FILENO, &before) != 0) {
    return absl::InvalidArgumentError("this needs a terminal");
  }
  const std::string kind = SystemEnvironment("TERM");
  if (kind.empty() || kind == "dumb") {
    return absl::InvalidArgumentError(
        "this needs a terminal that can place its cursor; TERM says that this "
        "one cannot");
  }
  const sigset_t signals = WatchedSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const int signal_fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  const int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::unique_ptr<FullScreen> screen(
      new FullScreen(signal_fd, wake_fd, before));
  screen->Take();
  return screen;
}

FullScreen::~FullScreen() {
  GiveBack();
  close(signals_);
  close(wake_);
  const sigset_t signals = WatchedSignals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void FullScreen::Take() {
  termios raw = before_;
  // ICRNL stays off so that Enter is told from Ctrl-J by nobody: both are
  // Enter. Output processing is off: every line is placed.
  cfmakeraw(&raw);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
  WriteAll(kTake);
  ReadSize();
}

void FullScreen::GiveBack() {
  WriteAll(kGiveBack);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
}

void FullScreen::ReadSize() {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return;
  if (size.ws_col > 0) columns_ = size.ws_col;
  if (size.ws_row > 0) rows_ = size.ws_row;
}

void FullScreen::Draw(const std::vector<std::string>& lines) {
  std::string frame;
  for (int row = 0; row < rows_; ++row) {
    // Erased first: after a line that fills the row the cursor still stands on
    // its last letter.
    absl::StrAppend(&frame, "\033[", row + 1, ";1H\033[0m\033[K");
    if (row < static_cast<int>(lines.size())) {
      absl::StrAppend(&frame, lines[static_cast<size_t>(row)]);
    }
  }
  WriteAll(frame);
}

Key FullScreen::ReadSignal() {
  signalfd_siginfo info = {};
  Key key;
  while (read(signals_, &info, sizeof(info)) == sizeof(info)) {
    if (info.ssi_signo == SIGWINCH) {
      ReadSize();
      if (key.kind == Key::kNone) key.kind = Key::kResized;
    } else {
      closed_ = true;
      key.kind = Key::kClosed;
    }
  }
  return key;
}

Key FullScreen::Wait(absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  bool no_more = false;
  while (true) {
    if (closed_) return {Key::kClosed};
    if (std::optional<Key> key = decoder_.Next(no_more)) return *key;
    const absl::Duration rest = end - absl::Now();
    const absl::Duration left =
        decoder_.empty() ? rest : std::min(rest, kSequenceGap);
    pollfd waits[] = {
        {STDIN_FILENO, POLLIN, 0}, {signals_, POLLIN, 0}, {wake_, POLLIN, 0}};
    const int ready = poll(waits, 3, Milliseconds(left));
    if (ready < 0 && errno != EINTR) return {Key::kClosed};
    if (ready == 0 && (decoder_.empty() || rest <= absl::ZeroDuration())) {
      return {Key::kNone};
    }
    no_more = ready == 0;
    if (ready <= 0) continue;
    if (waits[1].revents != 0) {
      const Key key = ReadSignal();
      if (key.kind != Key::kNone) return key;
    }
    if (waits[0].revents != 0) {
      char bytes[512];
      const ssize_t got = read(STDIN_FILENO, bytes, sizeof(bytes));
      if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) {
        closed_ = true;
      } else if (got > 0) {
        decoder_.Feed(absl::string_view(bytes, static_cast<size_t>(got)));
        continue;
      }
    }
    if (waits[2].revents != 0) {
      uint64_t count = 0;
      if (read(wake_, &count, sizeof(count)) > 0) return {Key::kNone};
    }
  }
}

void FullScreen::Wake() {
  const uint64_t one = 1;
  // It fails only if it is set to the full already.
  [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof(one));
}

void FullScreen::ForgetKeys() {
  tcflush(STDIN_FILENO, TCIFLUSH);
  decoder_.Clear();
}

void FullScreen::Suspend() {
  GiveBack();
  raise(SIGTSTP);
  Take();
}

}  // namespace winnow
