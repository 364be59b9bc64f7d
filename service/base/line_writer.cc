#include "service/base/line_writer.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace winnow {

void WriteWhole(int fd, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (written < 0 && errno == EAGAIN) {
      // Whoever gave us the descriptor, or shares it, made it non-blocking.
      pollfd room = {.fd = fd, .events = POLLOUT, .revents = 0};
      poll(&room, 1, -1);
    } else if (written == 0 || errno != EINTR) {
      return;
    }
  }
}

LineWriter::LineWriter(int fd, size_t bytes_max,
                       std::function<std::string(int64_t)> dropped_line)
    : fd_(fd),
      bytes_max_(bytes_max),
      dropped_line_(std::move(dropped_line)),
      thread_([this] { Run(); }) {}

LineWriter::~LineWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void LineWriter::Write(std::string line) {
  {
    const std::lock_guard lock(mutex_);
    // Once one was left out the following are too, until the thread has taken
    // those before it: so the count stands where they are missing.
    if (dropped_ > 0 || bytes_ + line.size() > bytes_max_) {
      if (dropped_++ == 0) ++bytes_;  // the line about it, as it were
      return;
    }
    bytes_ += line.size();
    lines_.push_back(std::move(line));
  }
  changed_.notify_one();
}

void LineWriter::Drain() {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return IsDone(); });
}

void LineWriter::Run() {
  std::vector<std::string> lines;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(
        lock, [this] { return stopping_ || !lines_.empty() || dropped_ > 0; });
    if (lines_.empty() && dropped_ == 0) return;
    lines.swap(lines_);
    const int64_t dropped = std::exchange(dropped_, 0);
    lock.unlock();
    size_t written = 0;
    for (const std::string& line : lines) {
      WriteWhole(fd_, line);
      written += line.size();
    }
    if (dropped > 0) {
      WriteWhole(fd_, dropped_line_(dropped));
      ++written;
    }
    lines.clear();
    lock.lock();
    bytes_ -= written;
    if (IsDone()) written_.notify_all();
  }
}

}  // namespace winnow
