// Turns sending with a handler into sending and waiting.

#ifndef WINNOW_SERVICE_STORE_REDIS_WAIT_FOR_REPLY_H_
#define WINNOW_SERVICE_STORE_REDIS_WAIT_FOR_REPLY_H_

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

// Runs `send`, which must have the handler run once on some other thread or
// before it returns, and waits for that.
inline absl::StatusOr<Reply> WaitForReply(
    absl::FunctionRef<void(ReplyHandler)> send) {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<absl::StatusOr<Reply>> answer;
  send([&](absl::StatusOr<Reply> reply) {
    // Notified under the lock: once it is free, this frame may be gone.
    const std::lock_guard lock(mutex);
    answer.emplace(std::move(reply));
    answered.notify_one();
  });
  std::unique_lock lock(mutex);
  answered.wait(lock, [&answer] { return answer.has_value(); });
  return *std::move(answer);
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_WAIT_FOR_REPLY_H_
