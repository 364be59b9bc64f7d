#include "clients/cli/interrupt.h"

#include <pthread.h>
#include <signal.h>

#include <cstdlib>
#include <utility>

namespace winnow {
namespace {

constexpr int kInterruptedStatus = 130;

// SIGUSR2 is how the destructor wakes the thread.
sigset_t WatchedSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGUSR2);
  return signals;
}

}  // namespace

InterruptWatch::InterruptWatch() {
  const sigset_t signals = WatchedSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::thread([this] { Watch(); });
}

InterruptWatch::~InterruptWatch() {
  ended_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR2);
  thread_.join();
  const sigset_t signals = WatchedSignals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void InterruptWatch::OnInterrupt(std::function<void()> call) {
  std::lock_guard lock(mutex_);
  call_ = std::move(call);
  if (interrupted_ && call_) call_();
}

void InterruptWatch::Watch() {
  const sigset_t signals = WatchedSignals();
  while (!ended_) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0 || signal == SIGUSR2) continue;
    if (interrupted_.exchange(true)) std::_Exit(kInterruptedStatus);
    std::lock_guard lock(mutex_);
    if (call_) call_();
  }
}

}  // namespace winnow
