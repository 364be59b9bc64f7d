// The Inbox is where any thread hands commands to the I/O thread, in order.
//
// The I/O thread is woken only when it sleeps and something is first put in:
// while it works, commands gather here without a system call and leave together
// in one write. That is what makes pipelining implicit.
//
// Threads: Push and Wake from any; the rest from the I/O thread.

#ifndef WINNOW_SERVICE_STORE_REDIS_INBOX_H_
#define WINNOW_SERVICE_STORE_REDIS_INBOX_H_

#include <atomic>
#include <mutex>
#include <vector>

#include "service/store/redis/pending_command.h"

namespace winnow {

class Inbox {
 public:
  Inbox();
  ~Inbox();

  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

  // Puts one command in, or two that nothing comes between. Returns false, and
  // leaves them, once closed.
  // Cost: a short lock; a system call if the I/O thread sleeps.
  [[nodiscard]] bool Push(PendingCommand&& command);
  [[nodiscard]] bool PushBoth(PendingCommand&& first, PendingCommand&& second);

  // Makes the I/O thread look around although nothing was put in.
  void Wake();

  // Returns what to watch with EPOLLIN | EPOLLET while asleep. Edge-triggered,
  // it never needs to be read: each Wake is a new edge.
  int wake_fd() const { return wake_fd_; }

  // Swaps everything put in so far into `batch`, which must be empty, and
  // returns true; or, when there is nothing, records that the I/O thread now
  // goes to sleep and returns false. One step, so that no command can slip in
  // between looking and sleeping.
  bool TakeOrSleep(std::vector<PendingCommand>& batch);

  // Swaps what is left into `batch`, which must be empty, and takes no more.
  void Close(std::vector<PendingCommand>& batch);

  // Records that the I/O thread is awake, which spares callers the wake-up.
  void Awake() { asleep_.store(false, std::memory_order_relaxed); }

 private:
  // Says whether the I/O thread sleeps, and takes on to wake it.
  bool MustWake();

  const int wake_fd_;
  std::mutex mutex_;
  std::vector<PendingCommand> waiting_;  // Guarded by mutex_.
  bool closed_ = false;                  // Guarded by mutex_.
  // Becomes true only under mutex_, after seeing `waiting_` empty.
  std::atomic<bool> asleep_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_INBOX_H_
