// A Reply is what Redis answered to one command, as a value that owns its text.
//
// Moved, never copied. Short texts and numbers need no memory of their own, so
// an array of a function's results costs one allocation plus one for each text
// over 15 bytes.
//
// Threads: one at a time.

#ifndef WINNOW_SERVICE_STORE_REDIS_REPLY_H_
#define WINNOW_SERVICE_STORE_REDIS_REPLY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

class Reply {
 public:
  enum class Kind { kNil, kInteger, kString, kStatus, kError, kArray };

  Reply() = default;
  Reply(Reply&&) = default;
  Reply& operator=(Reply&&) = default;

  // Here, because a submission makes forty of them.
  static Reply Integer(int64_t number) {
    Reply reply;
    reply.kind_ = Kind::kInteger;
    reply.integer_ = number;
    return reply;
  }
  // `kind` is kString, kStatus or kError.
  static Reply Text(Kind kind, absl::string_view text) {
    Reply reply;
    reply.kind_ = kind;
    reply.text_.assign(text.data(), text.size());
    return reply;
  }
  static Reply Array(std::vector<Reply> items) {
    Reply reply;
    reply.kind_ = Kind::kArray;
    reply.items_ = std::move(items);
    return reply;
  }

  Kind kind() const { return kind_; }
  bool is_nil() const { return kind_ == Kind::kNil; }
  bool is_error() const { return kind_ == Kind::kError; }
  bool is_array() const { return kind_ == Kind::kArray; }
  bool is_integer() const { return kind_ == Kind::kInteger; }
  bool is_string() const { return kind_ == Kind::kString; }

  // Returns the number, or 0 for any other kind.
  int64_t integer() const { return integer_; }

  // Returns the bytes of a string, status or error, or nothing for any other
  // kind. The view lives as long as this object stays where it is.
  absl::string_view text() const { return text_; }

  // Gives the bytes away without copying them.
  std::string TakeText() && { return std::move(text_); }

  // Returns the items of an array, or none for any other kind.
  const std::vector<Reply>& items() const { return items_; }
  std::vector<Reply>& items() { return items_; }
  size_t size() const { return items_.size(); }

  // Input: `index` below size().
  const Reply& operator[](size_t index) const { return items_[index]; }

 private:
  Kind kind_ = Kind::kNil;
  int64_t integer_ = 0;
  std::string text_;
  std::vector<Reply> items_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REPLY_H_
