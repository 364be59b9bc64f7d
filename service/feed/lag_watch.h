// Measures how far the named readers of feeds are behind, for metrics. Asks
// about one site, pauses, and asks about the next, so that Redis serves readers
// in between.
//
// Owns one thread.
#ifndef WINNOW_SERVICE_FEED_LAG_WATCH_H_
#define WINNOW_SERVICE_FEED_LAG_WATCH_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/metrics.h"
#include "service/base/periodic_thread.h"
#include "service/store/site_store.h"
#include "service/store/status_store.h"

namespace winnow {

// Subscriptions that have series; further ones are in `winnow status` only.
inline constexpr size_t kMeasuredSubscriptionsMax = 1000;

class LagWatch {
 public:
  // All must outlive this object. `pause` is shorter in tests.
  LagWatch(StatusStore& store, SiteStore& sites, Clock& clock, Metrics& metrics,
           absl::Duration pause = absl::Milliseconds(250));

 private:
  struct Series {
    Gauge* events;
    Gauge* oldest_seconds;
    bool seen = false;  // in the site's last answer
  };
  // By site and subscription.
  using Key = std::pair<std::string, std::string>;

  void Look();
  void Show(const std::string& site, const SiteActivity& activity);
  Series* Find(const Key& key);

  StatusStore& store_;
  SiteStore& sites_;
  Clock& clock_;
  Metrics& metrics_;
  // Of the thread alone.
  std::vector<std::string> to_ask_;
  std::map<Key, Series> series_;
  std::map<std::string, Gauge*> silent_;  // by site
  bool left_out_ = false;                 // it was said that some have none
  PeriodicThread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_FEED_LAG_WATCH_H_
