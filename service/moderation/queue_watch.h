// The queue, live: tells watchers what happens to it, and keeps the leases of
// those who watch.
//
// One thread for all sites. It reads each change once, however many watch; it
// puts comments back whose leases have ended; and it gives Redis the signs of
// life of watchers with a session, without which their leases end.
//
// Thread-safe.
#ifndef WINNOW_SERVICE_MODERATION_QUEUE_WATCH_H_
#define WINNOW_SERVICE_MODERATION_QUEUE_WATCH_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/store/queue_store.h"
#include "service/store/queue_watch_store.h"

namespace winnow {

inline constexpr int kWatchersOfKeyMax = 16;    // of a site, on one server
inline constexpr int kWatchersOfSiteMax = 200;  // on one server

// Who is told. Both functions run on the thread of the watch, must be short and
// may find that the watcher has ended already.
class QueueWatcher {
 public:
  virtual ~QueueWatcher() = default;

  // What happened since the last call; nothing in the first, which says that
  // from now on everything is told, and in others that only tell counts.
  virtual void OnChanges(const std::shared_ptr<const QueueChanges>& news) = 0;

  // No more is told: Unavailable, or ResourceExhausted when changes were lost.
  virtual void OnEnd(const absl::Status& status) = 0;
};

// Shorter in tests.
struct QueueWatchTimes {
  absl::Duration session_grace = kSessionGrace;
  absl::Duration beat = absl::Seconds(5);  // between signs of life
  absl::Duration tend = absl::Seconds(1);  // between looks at ended leases
  absl::Duration rest = absl::Milliseconds(100);  // between reads of one site
  absl::Duration away_max = absl::Seconds(10);    // Redis, before all end
};

class QueueWatch {
 public:
  // Calls `wake` each time something may have happened to the queue of a site,
  // until the handle that it returns is gone; on any thread.
  using Tail = std::function<std::shared_ptr<void>(
      const std::string& site, const std::function<void()>& wake)>;

  // All must outlive this object.
  QueueWatch(QueueWatchStore& store, Tail tail, QueueWatchTimes times = {});
  // Nobody is told any more. The leases of those who watch still last for their
  // grace.
  ~QueueWatch();

  // Tells `watcher` of a site's queue, as long as it lives. With a session,
  // leases that this key takes under that name last while it does, and for the
  // grace after it.
  // Errors: ResourceExhausted when too many watch.
  absl::Status Add(const std::string& site, QueueWatchStore::Session session,
                   const std::shared_ptr<QueueWatcher>& watcher);

 private:
  struct Site;
  struct Turn;

  void Run();
  // With mutex_ held:
  static Turn Begin(const std::shared_ptr<Site>& site, absl::Time now);
  static void ForgetGone(Site& site);
  // Without it:
  void Work(const std::string& id, Turn& turn);
  absl::Status Tend(const std::string& id, Turn& turn);
  absl::Status Read(const std::string& id, Turn& turn);
  // Tells newcomers that from now on they are told everything.
  void Welcome(const QueueChanges& news, Turn& turn);

  QueueWatchStore& store_;
  const Tail tail_;
  const QueueWatchTimes times_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;                               // Guarded by mutex_.
  std::map<std::string, std::shared_ptr<Site>> sites_;  // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_QUEUE_WATCH_H_
