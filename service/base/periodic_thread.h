// A thread that does one thing again and again, with a pause between, until the
// object goes. Whoever has one declares it last, behind what its work uses.

#ifndef WINNOW_SERVICE_BASE_PERIODIC_THREAD_H_
#define WINNOW_SERVICE_BASE_PERIODIC_THREAD_H_

#include <condition_variable>
#include <mutex>
#include <thread>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace winnow {

class PeriodicThread {
 public:
  // Starts the thread; the first pause comes before the first `work`.
  PeriodicThread(absl::Duration pause, absl::AnyInvocable<void()> work);
  PeriodicThread(const PeriodicThread&) = delete;
  PeriodicThread& operator=(const PeriodicThread&) = delete;
  // Waits for the work under way, and for no pause.
  ~PeriodicThread();

 private:
  void Run();

  const absl::Duration pause_;
  absl::AnyInvocable<void()> work_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_PERIODIC_THREAD_H_
