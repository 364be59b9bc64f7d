// How many calls this server works on at once, and who goes before whom when
// more arrive. Asked before anything is done for a call: a refusal costs a few
// atomic operations, while work that nobody can finish in time costs everybody.
//
// Two bounds hold always: calls and bytes in flight. Below them a limit adapts
// to the delay that calls meet. A window of 100 ms, or longer when delays are,
// gives the mean of two delays: what submissions wait for Redis and its disk,
// and what calls wait for a worker. Above kDelayTarget the limit falls in
// proportion, as Little's law says it should (calls in flight = rate × delay);
// below it grows by a sixteenth, and only while calls press against it. The
// target is fixed where Netflix's gradient and Vegas compare with the least
// delay seen: Redis answers once per fsync, so the least is luck. Decision
// record 18 has measurements and what else was considered.
//
// Classes take shares of one limit, as in WeChat's DAGOR (SoCC '18): bulk is
// refused from a half of it on, submissions from all of it, moderators' and
// operators' calls only at the hard bounds, of which a sixteenth is theirs.
//
// Threads: any, for everything. Knows no clock: callers say what time it is.

#ifndef WINNOW_SERVICE_API_CALL_LIMIT_H_
#define WINNOW_SERVICE_API_CALL_LIMIT_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/metrics.h"

namespace winnow {

// From the one refused last to the one refused first.
enum class CallClass : char {
  kModeration,  // moderators, operators, feeds
  kSubmission,  // what a site's pages wait for
  kBulk,        // analysis, imports, exports, replays
};
inline constexpr size_t kCallClasses = 3;
absl::string_view CallClassName(CallClass kind);

inline constexpr absl::Duration kDelayTarget = absl::Milliseconds(50);
inline constexpr absl::Duration kLimitWindow = absl::Milliseconds(100);
inline constexpr int64_t kLimitStart = 256;
// Fewer would leave Redis with batches too small to share an fsync.
inline constexpr int64_t kLimitMin = 64;

class CallLimit {
 public:
  struct Options {
    int64_t calls_max = 4096;
    int64_t bytes_max = int64_t{64} << 20;
  };
  enum class Delay : char { kSubmission, kWorker };

  // `metrics` shows what this object counts and must not outlive it.
  CallLimit(Options options, Metrics& metrics);

  // Takes a place for a call with a request of so many bytes; give it back
  // with Give(). False: refused, and counted.
  // Cost: two atomic operations.
  [[nodiscard]] bool Take(CallClass kind, int64_t bytes, absl::Time now);
  void Give(int64_t bytes);

  // The same for an item that a stream has read already, so never refused:
  // streams ask HasRoom() before they read on, and wait.
  void Add(int64_t bytes);
  bool HasRoom(CallClass kind) const;

  // Counts a call that stays open, which is no work by itself; Close() once,
  // whatever the answer. False: there are too many, refuse it.
  [[nodiscard]] bool Open(CallClass kind, absl::Time now);
  void Close() { --open_; }

  // Tells of the delay that a call met.
  void Observe(Delay which, absl::Duration delay, absl::Time now);

  // Since when calls of this class are refused; absent once none has been for a
  // minute.
  std::optional<absl::Time> RefusingSince(CallClass kind, absl::Time now) const;

  int64_t limit() const { return limit_.load(std::memory_order_relaxed); }
  int64_t in_flight() const {
    return in_flight_.load(std::memory_order_relaxed);
  }

 private:
  struct Window {
    std::atomic<int64_t> sum_us = 0;
    std::atomic<int64_t> count = 0;
  };
  struct Refused {
    Counter* count = nullptr;
    std::atomic<int64_t> since_us = 0;
    std::atomic<int64_t> last_us = 0;
  };

  int64_t CallsBound(CallClass kind) const;
  void CountRefused(CallClass kind, absl::Time now);
  void Adapt(absl::Time now);  // with adapting_ held

  const Options options_;
  const int64_t limit_max_;
  std::atomic<int64_t> limit_;
  std::atomic<int64_t> in_flight_ = 0;
  std::atomic<int64_t> bytes_ = 0;
  std::atomic<int64_t> open_ = 0;
  // Whether calls came near the limit in this window: one that nobody needs is
  // neither too low nor the reason for a delay.
  mutable std::atomic<bool> pressed_ = false;
  std::array<Window, 2> windows_;
  std::atomic<int64_t> window_end_us_ = 0;
  std::mutex adapting_;
  std::array<Refused, kCallClasses> refused_;
  std::atomic<int64_t> told_us_ = 0;  // when the log last said that it refuses
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_CALL_LIMIT_H_
