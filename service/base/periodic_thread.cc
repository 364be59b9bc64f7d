#include "service/base/periodic_thread.h"

#include <utility>

namespace winnow {

PeriodicThread::PeriodicThread(absl::Duration pause,
                               absl::AnyInvocable<void()> work)
    : pause_(pause), work_(std::move(work)), thread_([this] { Run(); }) {}

PeriodicThread::~PeriodicThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void PeriodicThread::Run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, absl::ToChronoNanoseconds(pause_),
                         [this] { return stopping_; })) {
    lock.unlock();
    work_();
    lock.lock();
  }
}

}  // namespace winnow
