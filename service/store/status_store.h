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

namespace winnow {

// Events that are counted of one subscription, at most.
inline constexpr int kLagMax = 1000;

// How far one named reader of a site's feed is behind.
struct SubscriptionLag {
  std::string name;
  std::string cursor;  // acknowledged
  absl::Time acknowledge_time = absl::InfinitePast();
  // Events after it that every reader is sent: approvals, edits and
  // retractions. At most kLagMax, and less where a site has many readers.
  int64_t events = 0;
  bool more = false;  // and there are further ones
  // When the first of them happened; InfiniteFuture: none.
  absl::Time oldest_event_time = absl::InfiniteFuture();
};

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

  // Cost: reads at most 10,000 entries of the feed.
  virtual absl::StatusOr<SiteActivity> Activity(const std::string& site) = 0;

  // Keeps what is measured now, unless somebody did this hour already; returns
  // what is kept of seven days, oldest first.
  virtual absl::StatusOr<std::vector<GrowthSample>> NoteGrowth(
      int64_t memory_used_bytes, std::optional<int64_t> disk_free_bytes) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_STATUS_STORE_H_
