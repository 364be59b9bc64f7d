// Writes lines to a file descriptor from a thread of its own: a reader of the
// log who has stopped reading must stop neither the gateway nor its end.
//
// Threads: any. Owns one.

#ifndef WINNOW_CLIENTS_GATEWAY_LOG_WRITER_H_
#define WINNOW_CLIENTS_GATEWAY_LOG_WRITER_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

class LogWriter {
 public:
  // `bytes_max` wait at most; further lines are dropped and counted.
  LogWriter(int file, size_t bytes_max);
  // Writes what waits, for a second at most.
  ~LogWriter();

  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // Takes one line, with its line end. Never blocks on the file.
  void Write(const std::string& line);

  // Lines that were dropped since the start.
  int64_t dropped() const;

 private:
  void Run();
  // Returns what could not be written.
  absl::string_view WriteAll(absl::string_view lines);
  bool IsOver() const;

  const int file_;
  const size_t bytes_max_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::string waiting_;
  int64_t dropped_ = 0;
  bool stopping_ = false;
  absl::Time give_up_ = absl::InfiniteFuture();
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_LOG_WRITER_H_
