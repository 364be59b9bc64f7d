#include "service/store/redis/command.h"

#include <algorithm>
#include <charconv>

namespace winnow {
namespace {

// '*', up to ten digits, CR LF.
constexpr size_t kHeaderBytesMax = 13;
// '$', up to nine digits, CR LF; and CR LF after the argument.
constexpr size_t kArgumentOverheadBytes = 14;
constexpr size_t kShortBytesMax = 40;

size_t BytesNeeded(std::initializer_list<absl::string_view> arguments) {
  size_t bytes = kHeaderBytesMax;
  for (const absl::string_view argument : arguments) {
    bytes += argument.size() + kArgumentOverheadBytes;
  }
  return bytes;
}

// A commit has a hundred arguments, most of them short: those are put together
// in a piece that is copied into the buffer once.
void AppendArgument(absl::string_view argument, std::string& buffer) {
  char piece[kArgumentOverheadBytes + kShortBytesMax + 2];
  char* end = piece;
  const size_t size = argument.size();
  *end++ = '$';
  if (size < 10) {
    *end++ = static_cast<char>('0' + size);
  } else {
    end = std::to_chars(end, piece + kArgumentOverheadBytes, size).ptr;
  }
  *end++ = '\r';
  *end++ = '\n';
  if (size <= kShortBytesMax) {
    end = std::copy(argument.begin(), argument.end(), end);
  } else {
    buffer.append(piece, static_cast<size_t>(end - piece));
    buffer.append(argument.data(), size);
    end = piece;
  }
  *end++ = '\r';
  *end++ = '\n';
  buffer.append(piece, static_cast<size_t>(end - piece));
}

}  // namespace

void Arguments::Append(absl::string_view argument) {
  AppendArgument(argument, encoded_);
  ++size_;
}

Command::Command(absl::string_view name, size_t bytes_hint) {
  buffer_.reserve(kHeaderBytesMax + bytes_hint);
  StartHeader();
  Append(name);
}

Command::Command(std::initializer_list<absl::string_view> arguments) {
  buffer_.reserve(BytesNeeded(arguments));
  StartHeader();
  for (const absl::string_view argument : arguments) Append(argument);
}

Command& Command::Append(absl::string_view argument) & {
  AppendArgument(argument, buffer_);
  CountArgument();
  return *this;
}

Command& Command::AppendCounted(const Arguments& arguments) & {
  return AppendInt(static_cast<int64_t>(arguments.size())).AppendAll(arguments);
}

Command& Command::AppendAll(const Arguments& arguments) & {
  buffer_.append(arguments.encoded().data(), arguments.encoded().size());
  for (size_t i = 0; i < arguments.size(); ++i) CountArgument();
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
  return copy;
}

void Command::StartHeader() {
  buffer_.resize(kHeaderBytesMax);
  start_ = kHeaderBytesMax - 4;
  buffer_.replace(start_, 4, "*0\r\n");
}

void Command::CountArgument() {
  size_t at = kHeaderBytesMax - 3;
  while (buffer_[at] == '9') buffer_[at--] = '0';
  if (buffer_[at] != '*') {
    ++buffer_[at];
    return;
  }
  buffer_[at] = '1';
  start_ = at - 1;
  buffer_[start_] = '*';
}

}  // namespace winnow
