// Tells a site when its queue is too long or too old, and the operator how the
// queues are: held comments, age of the oldest, what came and what was decided.
//
// Looks at the queues of all sites that this server knows, and gets to know one
// more with each look, so that a site where nobody writes is watched as well.
// Any number of servers may look: Redis tells each alarm once.
//
// Owns one thread.
#ifndef WINNOW_SERVICE_MODERATION_QUEUE_ALARMS_H_
#define WINNOW_SERVICE_MODERATION_QUEUE_ALARMS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/base/metrics.h"
#include "service/base/periodic_thread.h"
#include "service/intake/live_sites.h"
#include "service/store/queue_watch_store.h"
#include "service/store/site_store.h"

namespace winnow {

// Sites whose queues have metrics; the others have their alarms only.
inline constexpr size_t kMeasuredSitesMax = 1000;

class QueueAlarms {
 public:
  // All must outlive this object. `pause` is shorter in tests.
  QueueAlarms(QueueWatchStore& store, SiteStore& site_store, LiveSites& sites,
              Metrics& metrics, absl::Duration pause = absl::Seconds(5));

 private:
  struct Series {
    Gauge* held;
    Gauge* leased;
    Gauge* oldest_seconds;
    Counter* added;
    Counter* removed;
  };

  void Look();
  void LoadOneMore();
  void Measure(const LiveSite& live);
  void Show(const std::string& site, const QueueMeasure& measure);

  QueueWatchStore& store_;
  SiteStore& site_store_;
  LiveSites& sites_;
  Metrics& metrics_;
  // Of the thread alone.
  std::map<std::string, Series> series_;
  std::vector<std::string> unknown_;  // sites that may not be loaded yet
  bool listed_ = false;
  PeriodicThread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_QUEUE_ALARMS_H_
