#include "service/store/redis/pacer.h"

#include <utility>

namespace winnow {

void Pacer::After(absl::Duration pause, Work work) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      const Time due =
          std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(pause);
      waiting_.emplace(due, std::move(work));
      if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
      changed_.notify_one();
      return;
    }
  }
  std::move(work)();
}

void Pacer::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Pacer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (waiting_.empty()) {
      if (closed_) return;
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    if (!closed_ && std::chrono::steady_clock::now() < first->first) {
      changed_.wait_until(lock, first->first);
      continue;
    }
    Work work = std::move(first->second);
    waiting_.erase(first);
    lock.unlock();
    std::move(work)();
    lock.lock();
  }
}

}  // namespace winnow
