// Tells a site when its queue is too long or too old, and the operator how the
// queues are: held comments, age of the oldest, what came and what was decided.
//
// Looks at the queues of all sites that this server has loaded, and at those of
// the others a few at a time, so that a site where nobody writes is watched as
// well, without being loaded. Any number of servers may look: Redis tells each
// alarm once.
//
// Owns one thread.
#ifndef WINNOW_SERVICE_MODERATION_QUEUE_ALARMS_H_
#define WINNOW_SERVICE_MODERATION_QUEUE_ALARMS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/base/metrics.h"
#include "service/base/periodic_thread.h"
#include "service/intake/live_sites.h"
#include "service/store/queue_watch_store.h"
#include "service/store/site_store.h"

namespace winnow {

// Sites whose queues have metrics; the others have their alarms only.
inline constexpr size_t kMeasuredSitesMax = 1000;

// From how many held comments on a site's queue is too long.
int64_t HeldLimit(const SiteSettings& settings);

class QueueAlarms {
 public:
  using ReadSettings =
      std::function<absl::StatusOr<SiteSettings>(absl::string_view)>;

  // All must outlive this object. `read_settings` reads a site's settings as
  // they are stored. `pause` is shorter in tests.
  QueueAlarms(QueueWatchStore& store, SiteStore& site_store, LiveSites& sites,
              ReadSettings read_settings, Metrics& metrics,
              absl::Duration pause = absl::Seconds(5));

 private:
  struct Series {
    Gauge* held;
    Gauge* leased;
    Gauge* oldest_seconds;
    Counter* added;
    Counter* removed;
  };

  void Look();
  void LookAtOthers();
  void Measure(const std::string& site, const SiteSettings& settings);
  void Show(const std::string& site, const QueueMeasure& measure);

  QueueWatchStore& store_;
  SiteStore& site_store_;
  LiveSites& sites_;
  const ReadSettings read_settings_;
  Metrics& metrics_;
  // Of the thread alone.
  std::map<std::string, Series> series_;
  std::vector<std::string>
      others_;  // of all sites, those still to be looked at
  PeriodicThread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_QUEUE_ALARMS_H_
