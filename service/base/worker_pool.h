// A fixed number of threads that run submitted work, with a bounded queue: work
// that does not fit is refused at once, so that load shows as refusals and not
// as memory and delay.
//
// Threads: TrySubmit may be called from any thread, also from inside work.

#ifndef WINNOW_SERVICE_BASE_WORKER_POOL_H_
#define WINNOW_SERVICE_BASE_WORKER_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"

namespace winnow {

class WorkerPool {
 public:
  // Starts `threads` threads; at most `queue_max` pieces of work wait for one.
  WorkerPool(int threads, size_t queue_max);

  // Runs what has been accepted, then ends the threads. Nobody may submit any
  // more, except the work that is still running.
  ~WorkerPool();

  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Accepts work, or returns false when the queue is full; `work` is then
  // unchanged and the caller's to answer for.
  // Cost: a short lock. Order: first in, first started.
  [[nodiscard]] bool TrySubmit(absl::AnyInvocable<void() &&>&& work);

  // Returns how much work waits for a thread.
  size_t queue_length() const;

 private:
  void Run();

  const size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<absl::AnyInvocable<void() &&>> queue_;  // Guarded by mutex_.
  bool stopping_ = false;                            // Guarded by mutex_.
  std::vector<std::thread> threads_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_WORKER_POOL_H_
