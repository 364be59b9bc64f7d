// Ctrl-C for commands that run long and have something to say at their end.

#ifndef WINNOW_CLIENTS_CLI_INTERRUPT_H_
#define WINNOW_CLIENTS_CLI_INTERRUPT_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace winnow {

// While it lives, SIGINT and SIGTERM do not end the process but call a
// function, on a thread of its own, so that it may take locks. A second signal
// ends the process at once with status 130.
//
// Make it before any other thread: threads inherit the blocked signals. At most
// one at a time.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  // Sets what the first signal calls; called at once if it came already.
  // An empty function: nothing. Returns after a call under way has ended, so
  // what the old function used may go then.
  void OnInterrupt(std::function<void()> call);

  // Tells whether a signal came. Threads: any.
  bool interrupted() const { return interrupted_; }

 private:
  void Watch();

  std::atomic<bool> interrupted_ = false;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;
  std::function<void()> call_;
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_INTERRUPT_H_
