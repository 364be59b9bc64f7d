#include "clients/gateway/event_stream.h"

namespace winnow {

void EventStream::Push(Bytes bytes) {
  const std::lock_guard lock(mutex_);
  if (overflowed_) return;
  const size_t more = bytes->size();
  if (!waiting_.empty() && waiting_bytes_ + more > unsent_bytes_max_) {
    overflowed_ = true;
    waiting_ = {};
  } else {
    waiting_.push_back(std::move(bytes));
    waiting_bytes_ += more;
  }
  Wake();
}

void EventStream::Attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
  if (!waiting_.empty() || overflowed_) Wake();
}

void EventStream::Detach() {
  const std::lock_guard lock(mutex_);
  wake_ = nullptr;
  // Nobody takes anything any more.
  overflowed_ = true;
  waiting_ = {};
}

bool EventStream::Take(std::vector<Bytes>& out) {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  out = std::move(waiting_);
  waiting_ = {};
  waiting_bytes_ = 0;
  return !overflowed_;
}

void EventStream::Wake() {
  if (wake_ == nullptr || woken_) return;
  woken_ = true;
  wake_();
}

}  // namespace winnow
