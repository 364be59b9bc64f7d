// Turns the bytes that arrive from Redis into replies: hiredis' parser,
// building our own values instead of its trees.
//
// Internal to the connection. Threads: one at a time.

#ifndef WINNOW_SERVICE_STORE_REDIS_REPLY_READER_H_
#define WINNOW_SERVICE_STORE_REDIS_REPLY_READER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/store/redis/reply.h"

struct redisReader;

namespace winnow {

class ReplyReader {
 public:
  ReplyReader();
  ~ReplyReader();

  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  // Takes bytes in the order they arrived.
  // Cost: one copy.
  void Feed(absl::string_view bytes);

  // Moves the next whole reply into `reply` and returns true, or returns false
  // when it needs more bytes.
  // Errors: Internal when the bytes are no replies; nothing after that can be
  // trusted, so Reset() and a new connection must follow.
  absl::StatusOr<bool> Next(Reply& reply);

  // Forgets everything, as for a new connection.
  void Reset();

 private:
  struct ReaderDeleter {
    void operator()(redisReader* reader) const;
  };

  // The reply being built; hiredis holds pointers into it between Feed()s.
  Reply root_;
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REPLY_READER_H_
