#include "service/base/record.h"

#include <algorithm>
#include <cmath>

namespace winnow {
namespace {

constexpr double kFractionUnits = 10000;

}  // namespace

void RecordWriter::Number(uint64_t number) {
  while (number >= 0x80) {
    bytes_.push_back(static_cast<char>(number | 0x80));
    number >>= 7;
  }
  bytes_.push_back(static_cast<char>(number));
}

void RecordWriter::Text(absl::string_view text) {
  Number(text.size());
  bytes_.append(text.data(), text.size());
}

void RecordWriter::Fraction(double value) {
  Number(static_cast<uint64_t>(
      std::llround(std::clamp(value, 0.0, 1e9) * kFractionUnits)));
}

uint64_t RecordReader::Number() {
  uint64_t number = 0;
  for (int shift = 0; ok_ && shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    number |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
  ok_ = false;
  return 0;
}

std::string RecordReader::Text() {
  const uint64_t size = Number();
  if (!ok_ || size > rest_.size()) {
    ok_ = false;
    return "";
  }
  std::string text(rest_.substr(0, size));
  rest_.remove_prefix(size);
  return text;
}

double RecordReader::Fraction() {
  return static_cast<double>(Number()) / kFractionUnits;
}

size_t RecordReader::Count() {
  const uint64_t count = Number();
  if (!ok_ || count > rest_.size()) {
    ok_ = false;
    return 0;
  }
  return count;
}

}  // namespace winnow
