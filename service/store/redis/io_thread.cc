#include "service/store/redis/io_thread.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace winnow {
namespace {

// More than the sockets and inboxes of one group.
constexpr int kEventsPerPass = 16;
constexpr std::chrono::milliseconds kSleepMax = std::chrono::minutes(1);

int MillisecondsUntil(SteadyTime time) {
  if (time == SteadyTime::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      time - std::chrono::steady_clock::now());
  // Far-off times are come back to; a minute is short of any overflow.
  return static_cast<int>(
      std::clamp(left, std::chrono::milliseconds(0), kSleepMax).count());
}

}  // namespace

IoThread::IoThread(std::vector<IoLoop*> loops)
    : loops_(std::move(loops)),
      epoll_fd_(epoll_create1(EPOLL_CLOEXEC)),
      thread_([this] { Run(); }),
      id_(thread_.get_id()) {}

IoThread::~IoThread() {
  Close();
  close(epoll_fd_);
}

void IoThread::Close() {
  if (!thread_.joinable()) return;
  stopping_.store(true);
  // One is enough: they share the thread.
  loops_.front()->Wake();
  thread_.join();
}

void IoThread::Run() {
  // Only when the process is out of descriptors at start; nothing works then.
  if (epoll_fd_ < 0) abort();
  SteadyTime now = std::chrono::steady_clock::now();
  for (IoLoop* loop : loops_) loop->Begin(epoll_fd_, now);
  std::array<epoll_event, kEventsPerPass> events;
  while (!stopping_.load()) {
    bool may_sleep = true;
    for (IoLoop* loop : loops_) may_sleep = loop->Prepare(now) && may_sleep;
    int sleep = 0;
    if (may_sleep) {
      SteadyTime next = SteadyTime::max();
      for (const IoLoop* loop : loops_) next = std::min(next, loop->NextTime());
      sleep = MillisecondsUntil(next);
    }
    const int count =
        epoll_wait(epoll_fd_, events.data(), kEventsPerPass, sleep);
    for (IoLoop* loop : loops_) loop->Awake();
    now = std::chrono::steady_clock::now();
    for (int at = 0; at < count; ++at) {
      const epoll_event& event = events[static_cast<size_t>(at)];
      // An inbox only wakes; what is in it is taken in the next pass.
      auto* loop = static_cast<IoLoop*>(event.data.ptr);
      if (loop != nullptr) loop->Serve(event.events, now);
    }
  }
  for (IoLoop* loop : loops_) loop->End();
}

}  // namespace winnow
