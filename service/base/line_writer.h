// Writes lines to a file descriptor from a thread of its own, so that whoever
// has something to say never waits for a pipe that nobody empties or a disk
// that is slow. Lines that find no room are left out and counted, and a line
// of its own says how many they were.
//
// Threads: any may write.

#ifndef WINNOW_SERVICE_BASE_LINE_WRITER_H_
#define WINNOW_SERVICE_BASE_LINE_WRITER_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

class LineWriter {
 public:
  // Starts the thread. At most `bytes_max` of lines wait or are being written;
  // `dropped_line` makes the line about those that were left out.
  // Input: `fd` stays the caller's, who closes it after this object.
  LineWriter(int fd, size_t bytes_max,
             std::function<std::string(int64_t count)> dropped_line);
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;
  // Writes what waits, however long its reader takes; then ends the thread.
  ~LineWriter();

  // Takes a line, with its line end. Cost: a short lock, no system call but to
  // wake the thread.
  void Write(std::string line);

  // Waits until all that was taken has been written, however long that takes.
  void Drain();

  // Whether all that was taken has been written. A signal handler may ask.
  bool IsDone() const { return bytes_.load(std::memory_order_acquire) == 0; }

 private:
  void Run();

  const int fd_;
  const size_t bytes_max_;
  const std::function<std::string(int64_t)> dropped_line_;
  std::atomic<size_t> bytes_ = 0;  // not yet written; changed under mutex_
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable written_;
  std::vector<std::string> lines_;  // Guarded by mutex_, like what follows.
  int64_t dropped_ = 0;             // after the last of lines_
  bool stopping_ = false;
  std::thread thread_;
};

// Writes all of a text, as one write where the descriptor takes it whole.
// Blocks. What cannot be written is lost: it has nowhere to be told.
void WriteWhole(int fd, absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_LINE_WRITER_H_
