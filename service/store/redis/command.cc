#include "service/store/redis/command.h"

#include <algorithm>
#include <charconv>

namespace winnow {
namespace {

// '*', up to ten digits, CR LF.
constexpr size_t kHeaderBytesMax = 13;
// '$', up to nine digits, CR LF; and CR LF after the argument.
constexpr size_t kArgumentOverheadBytes = 14;

size_t BytesNeeded(std::initializer_list<absl::string_view> arguments) {
  size_t bytes = kHeaderBytesMax;
  for (const absl::string_view argument : arguments) {
    bytes += argument.size() + kArgumentOverheadBytes;
  }
  return bytes;
}

}  // namespace

Command::Command(absl::string_view name, size_t bytes_hint) {
  buffer_.reserve(kHeaderBytesMax + bytes_hint);
  buffer_.resize(kHeaderBytesMax);
  Append(name);
}

Command::Command(std::initializer_list<absl::string_view> arguments) {
  buffer_.reserve(BytesNeeded(arguments));
  buffer_.resize(kHeaderBytesMax);
  for (const absl::string_view argument : arguments) Append(argument);
}

Command& Command::Append(absl::string_view argument) & {
  char head[kArgumentOverheadBytes + 8] = {'$'};
  char* end =
      std::to_chars(head + 1, head + sizeof(head) - 2, argument.size()).ptr;
  *end++ = '\r';
  *end++ = '\n';
  buffer_.append(head, static_cast<size_t>(end - head));
  buffer_.append(argument.data(), argument.size());
  buffer_.append("\r\n", 2);
  ++arguments_;
  WriteHeader();
  return *this;
}

Command& Command::AppendInt(int64_t number) & {
  char digits[24];
  const char* end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  return Append({digits, static_cast<size_t>(end - digits)});
}

Command Command::Copy() const {
  Command copy;
  copy.buffer_ = buffer_;
  copy.start_ = start_;
  copy.arguments_ = arguments_;
  return copy;
}

void Command::WriteHeader() {
  char header[kHeaderBytesMax] = {'*'};
  char* end =
      std::to_chars(header + 1, header + sizeof(header) - 2, arguments_).ptr;
  *end++ = '\r';
  *end++ = '\n';
  start_ = kHeaderBytesMax - static_cast<size_t>(end - header);
  std::copy(header, end, buffer_.begin() + static_cast<ptrdiff_t>(start_));
}

}  // namespace winnow
