// What the store knows of how things are: how far a site's readers are behind,
// what arrived, and how Redis has grown.
//
// Blocks its caller. Any thread may use it. Errors everywhere: those of
// CommentStore.
#ifndef WINNOW_SERVICE_STORE_STATUS_STORE_H_
#define WINNOW_SERVICE_STORE_STATUS_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/retention_store.h"
#include "service/store/subscription.h"

namespace winnow {

// Events that are counted of one subscription, at most.
inline constexpr int kLagMax = 1000;

// How far one named reader of a site's feed is behind.
struct SubscriptionLag {
  std::string name;
  std::string cursor;  // acknowledged
  absl::Time acknowledge_time = absl::InfinitePast();
  // Events after it that are sent to it: approvals, edits and retractions, and
  // what its terms ask for. At most kLagMax, and less where a site has many
  // readers.
  int64_t events = 0;
  // And there are further ones; of no events: what waits stands behind more
  // entries than were looked at.
  bool more = false;
  // When the first of them happened, or at the latest can have; InfiniteFuture:
  // none waits.
  absl::Time oldest_event_time = absl::InfiniteFuture();
  SubscriptionTerms terms;
  // InfinitePast: not known.
  absl::Time create_time = absl::InfinitePast();
};

// Whether it is silent: published comments that the site keeps wait for it no
// longer, if they did. RetentionStore counts events that it is not sent, too.
inline bool IsSilent(const SubscriptionLag& lag, absl::Time now) {
  return now - lag.acknowledge_time >= kSilentAfter &&
         now - lag.oldest_event_time >= kSilentAfter;
}

struct SiteActivity {
  // Comments that arrived in the last 24 hours and are still there.
  int64_t arrived = 0;
  std::vector<SubscriptionLag> subscriptions;  // by name
};

// Of one hour, by Redis' clock.
struct GrowthSample {
  absl::Time time;
  int64_t memory_used_bytes = 0;
  std::optional<int64_t> disk_free_bytes;
};

class StatusStore {
 public:
  virtual ~StatusStore() = default;

  // Counts up to `events_max` (at most kLagMax) of a subscription.
  // Cost: reads at most 2,000 entries of the feed, 3 ms of Redis.
  virtual absl::StatusOr<SiteActivity> Activity(const std::string& site,
                                                int events_max) = 0;

  // Keeps what is measured now, unless somebody did this hour already; returns
  // what is kept of seven days, oldest first.
  virtual absl::StatusOr<std::vector<GrowthSample>> NoteGrowth(
      int64_t memory_used_bytes, std::optional<int64_t> disk_free_bytes) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_STATUS_STORE_H_
