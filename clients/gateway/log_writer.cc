#include "clients/gateway/log_writer.h"

#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/time/clock.h"

namespace winnow {
namespace {

// For a log whose reader has stopped, when the program ends.
constexpr absl::Duration kLastWait = absl::Seconds(1);
constexpr int kPollMs = 50;

// Writes a part without blocking. Returns the bytes written, 0 where the file
// takes none now, -1 where it takes none ever.
ssize_t WriteSome(int file, absl::string_view text) {
  // Standard output and error may be one pipe. Room for PIPE_BUF bytes that one
  // thread has seen must not be taken by another before it writes.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  pollfd ready = {.fd = file, .events = POLLOUT, .revents = 0};
  if (poll(&ready, 1, 0) < 1) return 0;
  const ssize_t written =
      write(file, text.data(), std::min<size_t>(text.size(), PIPE_BUF));
  if (written < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  return written;
}

void WaitForRoom(int file) {
  pollfd ready = {.fd = file, .events = POLLOUT, .revents = 0};
  poll(&ready, 1, kPollMs);
}

}  // namespace

LogWriter::LogWriter(int file, size_t bytes_max)
    : file_(file), bytes_max_(bytes_max), thread_([this] { Run(); }) {}

LogWriter::~LogWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    give_up_ = absl::Now() + kLastWait;
  }
  wake_.notify_one();
  thread_.join();
}

void LogWriter::Write(const std::string& line) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > bytes_max_) {
      ++dropped_;
      return;
    }
    was_empty = waiting_.empty();
    waiting_ += line;
  }
  if (was_empty) wake_.notify_one();
}

int64_t LogWriter::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

bool LogWriter::IsOver() const {
  const std::lock_guard lock(mutex_);
  return absl::Now() > give_up_;
}

absl::string_view LogWriter::WriteAll(absl::string_view lines) {
  while (!lines.empty()) {
    const ssize_t written = WriteSome(file_, lines);
    if (written < 0) return lines;
    lines.remove_prefix(static_cast<size_t>(written));
    if (written > 0) continue;
    if (IsOver()) return lines;
    WaitForRoom(file_);
  }
  return lines;
}

void LogWriter::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::string lines = std::exchange(waiting_, "");
    lock.unlock();
    const absl::string_view left = WriteAll(lines);
    lock.lock();
    dropped_ += std::count(left.begin(), left.end(), '\n');
  }
}

}  // namespace winnow
