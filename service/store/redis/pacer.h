// Runs work a little later, on a thread of its own that exists only once there
// has been some. For the rare pauses of cluster routing.
//
// Threads: After() from any, also from inside work; the rest is its owner's.

#ifndef WINNOW_SERVICE_STORE_REDIS_PACER_H_
#define WINNOW_SERVICE_STORE_REDIS_PACER_H_

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace winnow {

class Pacer {
 public:
  using Work = absl::AnyInvocable<void() &&>;

  Pacer() = default;
  ~Pacer() { Close(); }

  Pacer(const Pacer&) = delete;
  Pacer& operator=(const Pacer&) = delete;

  // Runs `work` once `pause` has passed, or when Close() comes first; on the
  // caller's thread after that.
  void After(absl::Duration pause, Work work);

  // Runs what waits at once, and ends the thread.
  void Close();

 private:
  using Time = std::chrono::steady_clock::time_point;

  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<Time, Work> waiting_;  // Guarded by mutex_.
  bool closed_ = false;                // Guarded by mutex_.
  std::thread thread_;                 // Guarded by mutex_ until closed.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_PACER_H_
