#include "service/store/redis/inbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace winnow {

Inbox::Inbox() : wake_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  // Only when the process is out of descriptors at start; nothing works then.
  if (wake_fd_ < 0) abort();
}

Inbox::~Inbox() { close(wake_fd_); }

bool Inbox::Push(PendingCommand&& command) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    waiting_.push_back(std::move(command));
    wake = MustWake();
  }
  if (wake) Wake();
  return true;
}

bool Inbox::PushBoth(PendingCommand&& first, PendingCommand&& second) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    waiting_.push_back(std::move(first));
    waiting_.push_back(std::move(second));
    wake = MustWake();
  }
  if (wake) Wake();
  return true;
}

bool Inbox::MustWake() {
  // False read here was written by Awake(), so the I/O thread will come past
  // TakeOrSleep again, and find what was just put in.
  const bool asleep = asleep_.load(std::memory_order_relaxed);
  if (asleep) asleep_.store(false, std::memory_order_relaxed);
  return asleep;
}

void Inbox::Wake() {
  const uint64_t one = 1;
  // Fails only when 2^64 wake-ups were not read; and an edge is an edge.
  if (write(wake_fd_, &one, sizeof(one)) < 0) return;
}

bool Inbox::TakeOrSleep(std::vector<PendingCommand>& batch) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    asleep_.store(true, std::memory_order_relaxed);
    return false;
  }
  waiting_.swap(batch);
  return true;
}

void Inbox::Close(std::vector<PendingCommand>& batch) {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  waiting_.swap(batch);
}

}  // namespace winnow
