// Writes lines to a file descriptor from a thread of its own: a reader of the
// log who has stopped reading must not stop the gateway.
//
// Threads: any. Owns one.

#ifndef WINNOW_CLIENTS_GATEWAY_LINE_WRITER_H_
#define WINNOW_CLIENTS_GATEWAY_LINE_WRITER_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace winnow {

class LineWriter {
 public:
  // `bytes_max` wait at most; further lines are dropped and counted.
  LineWriter(int file, size_t bytes_max);
  // Writes what waits, for as long as the file takes it.
  ~LineWriter();

  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  // Takes one line, with its line end. Never blocks on the file.
  void Write(const std::string& line);

  // Lines that were dropped since the start.
  int64_t dropped() const;

 private:
  void Run();

  const int file_;
  const size_t bytes_max_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::string waiting_;
  int64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_LINE_WRITER_H_
