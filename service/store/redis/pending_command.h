// A command on its way, and the bound on how many there may be.
//
// Internal to the connection.

#ifndef WINNOW_SERVICE_STORE_REDIS_PENDING_COMMAND_H_
#define WINNOW_SERVICE_STORE_REDIS_PENDING_COMMAND_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "service/store/redis/command.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

using SteadyTime = std::chrono::steady_clock::time_point;

struct PendingCommand {
  Command command;
  // Empty once the caller has been answered (its time ran out): the reply that
  // may still come is then dropped in its place.
  ReplyHandler done;
  SteadyTime deadline;
  bool idempotent = false;
  // How often it has been written whole to a connection.
  uint8_t times_written = 0;
};

// Counts commands that have been accepted and not yet answered, by number and
// by bytes, and refuses more than the limits.
// Threads: any.
class Budget {
 public:
  Budget(size_t commands_max, size_t bytes_max)
      : commands_max_(commands_max), bytes_max_(bytes_max) {}

  // Counts one command in, or returns false and changes nothing.
  bool TryTake(size_t bytes) {
    // Add first, look second: two threads cannot both take the last place.
    const size_t commands_before = commands_.fetch_add(1);
    const size_t bytes_before = bytes_.fetch_add(bytes);
    if (commands_before < commands_max_ && bytes_before + bytes <= bytes_max_) {
      return true;
    }
    Give(bytes);
    return false;
  }

  // Counts one command of `bytes` out.
  void Give(size_t bytes) {
    commands_.fetch_sub(1);
    bytes_.fetch_sub(bytes);
  }

  size_t commands() const { return commands_.load(std::memory_order_relaxed); }
  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  const size_t commands_max_;
  const size_t bytes_max_;
  std::atomic<size_t> commands_ = 0;
  std::atomic<size_t> bytes_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_PENDING_COMMAND_H_
