// A Command is one Redis command, already encoded as it goes over the wire
// (RESP2): a list of arguments, each of any bytes.
//
//   Command("HGET").Append(key).Append("body")
//
// Moved, and copied only on purpose with Copy(), since it may hold a whole
// comment. Threads: one at a time.

#ifndef WINNOW_SERVICE_STORE_REDIS_COMMAND_H_
#define WINNOW_SERVICE_STORE_REDIS_COMMAND_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace winnow {

// Arguments put together apart, for commands that say how many follow before
// they do.
class Arguments {
 public:
  // Appends one. Input: any bytes.
  void Append(absl::string_view argument);

  void Reserve(size_t bytes) { encoded_.reserve(bytes); }

  // How many there are.
  size_t size() const { return size_; }
  absl::string_view encoded() const { return encoded_; }

 private:
  std::string encoded_;
  size_t size_ = 0;
};

class Command {
 public:
  // Starts with the command's name. `bytes_hint` is about how long the whole
  // will be: with a good one the buffer is allocated once.
  explicit Command(absl::string_view name, size_t bytes_hint = 128);

  // All arguments at once, the name first; at least one.
  Command(std::initializer_list<absl::string_view> arguments);

  Command(Command&&) = default;
  Command& operator=(Command&&) = default;

  // Appends one argument.
  // Input: any bytes, up to Redis' limit of 512 MB.
  Command& Append(absl::string_view argument) &;
  Command&& Append(absl::string_view argument) && {
    Append(argument);
    return std::move(*this);
  }

  // Appends how many arguments there are, then all of them; or only these.
  Command& AppendCounted(const Arguments& arguments) &;
  Command& AppendAll(const Arguments& arguments) &;

  // Appends a number in decimal, as Redis wants them.
  Command& AppendInt(int64_t number) &;
  Command&& AppendInt(int64_t number) && {
    AppendInt(number);
    return std::move(*this);
  }

  Command Copy() const;

  // Returns the encoded command; the view lives until the next change or move.
  absl::string_view encoded() const {
    return absl::string_view(buffer_).substr(start_);
  }

  // Returns the length of encoded().
  size_t bytes() const { return buffer_.size() - start_; }

 private:
  Command() = default;
  void StartHeader();
  // Adds one to the number in the header.
  void CountArgument();

  // Room for the header, then the arguments. The header tells how many there
  // are and stands at the room's end.
  std::string buffer_;
  size_t start_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_COMMAND_H_
