// Calls that stay open: streams, and lists that wait for an event. One thread
// gives each a tick a few times a second, for limits in time, and a draining
// server ends them all.
//
// Thread-safe.

#ifndef WINNOW_SERVICE_API_OPEN_STREAMS_H_
#define WINNOW_SERVICE_API_OPEN_STREAMS_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"

namespace winnow {

inline constexpr absl::Duration kTickInterval = absl::Milliseconds(200);

// One such call. Both functions run on any thread, must be short, and may find
// that the call has ended already.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  virtual void Tick(absl::Time now) = 0;
  // The server stops: finish with Unavailable as soon as what is under way is
  // done.
  virtual void EndForShutdown() = 0;
};

class OpenStreams {
 public:
  OpenStreams();
  ~OpenStreams();

  // Adds a call; it leaves by being destroyed. A call added while the server
  // stops is ended at once.
  void Add(const std::shared_ptr<OpenStream>& stream);

  // Ends all of them, and all that come later.
  void EndAll();

 private:
  void Run();
  std::vector<std::shared_ptr<OpenStream>> Living();

  std::mutex mutex_;  // guards all that follow but the thread
  std::vector<std::weak_ptr<OpenStream>> streams_;
  bool ending_ = false;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread ticker_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_OPEN_STREAMS_H_
