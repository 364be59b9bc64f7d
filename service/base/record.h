// A compact binary form for what is written often and read seldom: strings and
// numbers one after the other, without names.
//
// A number is base-128, low bits first, as protobuf's varint; a string is its
// length and its bytes. Readers check every length, so damaged or hostile bytes
// give an error and never a read past the end. Threads: one at a time.

#ifndef WINNOW_SERVICE_BASE_RECORD_H_
#define WINNOW_SERVICE_BASE_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow {

class RecordWriter {
 public:
  void Number(uint64_t number);
  void Text(absl::string_view text);
  // Fractions are kept to a ten-thousandth; below 0 is kept as 0.
  void Fraction(double value);

  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class RecordReader {
 public:
  // The bytes must outlive the reader.
  explicit RecordReader(absl::string_view bytes) : rest_(bytes) {}

  // After the first error every call answers 0 or "" and ok() is false.
  uint64_t Number();
  std::string Text();
  double Fraction();
  // A number of elements that are each at least one byte long.
  size_t Count();

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
  bool ok_ = true;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_RECORD_H_
