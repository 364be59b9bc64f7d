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
