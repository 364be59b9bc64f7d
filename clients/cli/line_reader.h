// Lines of a file, none longer in memory than it may be.

#ifndef WINNOW_CLIENTS_CLI_LINE_READER_H_
#define WINNOW_CLIENTS_CLI_LINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

namespace winnow {

// Reads lines that end with `\n` or with the input. A line over the bound is
// read to its end and reported, not kept.
//
// Threads: one at a time.
class LineReader {
 public:
  // `input` must outlive the reader.
  LineReader(std::istream& input, size_t line_bytes_max)
      : input_(input), line_bytes_max_(line_bytes_max) {}

  // Reads the next line into `line`, without its end. False: there is none.
  bool Next(std::string& line);

  // About the line that Next() gave last.
  int64_t number() const { return number_; }   // from 1
  bool too_long() const { return too_long_; }  // `line` is empty then
  int64_t bytes_read() const { return bytes_read_; }

 private:
  std::istream& input_;
  const size_t line_bytes_max_;
  int64_t number_ = 0;
  int64_t bytes_read_ = 0;
  bool too_long_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_LINE_READER_H_
