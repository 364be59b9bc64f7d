// What is sent to one client bit by bit, as long as it listens: between who has
// something to say and the connection that sends it.
//
// Who pushes never waits. What a client does not take in time is bounded; a
// stream that would hold more has overflowed, and its connection ends it: the
// client comes again and reads anew.
//
// Threads: Push() from any; the connection's part from its own. The destructor
// runs on whichever lets go of it last.

#ifndef WINNOW_CLIENTS_GATEWAY_EVENT_STREAM_H_
#define WINNOW_CLIENTS_GATEWAY_EVENT_STREAM_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace winnow {

// What waits for one client beside what is being sent to it. The bytes
// themselves are shared by all who get them.
inline constexpr size_t kUnsentBytesMax = 256 * 1024;

class EventStream {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  // `on_end` runs when the stream is destroyed; it must not touch the stream.
  explicit EventStream(std::function<void()> on_end,
                       size_t unsent_bytes_max = kUnsentBytesMax)
      : on_end_(std::move(on_end)), unsent_bytes_max_(unsent_bytes_max) {}
  ~EventStream() { on_end_(); }
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  // Has it sent after all that was pushed before. A single push always has
  // room.
  void Push(Bytes bytes);

  // For the connection. `wake` is called, from any thread, when there is
  // something to take; not again before Take(), and never after Detach() has
  // returned.
  void Attach(std::function<void()> wake);
  void Detach();
  // Moves what waits into `out`; returns false if it has overflowed.
  bool Take(std::vector<Bytes>& out);

 private:
  // With mutex_ held.
  void Wake();

  const std::function<void()> on_end_;
  const size_t unsent_bytes_max_;
  std::mutex mutex_;  // guards what follows
  std::function<void()> wake_;
  std::vector<Bytes> waiting_;
  size_t waiting_bytes_ = 0;
  bool woken_ = false;
  bool overflowed_ = false;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_EVENT_STREAM_H_
