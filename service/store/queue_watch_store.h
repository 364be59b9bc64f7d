// What happens to a site's queue, for those who watch it, and what keeps the
// leases of those who do.
//
// Blocks its caller. Any thread may use it. Errors everywhere: those of
// CommentStore.
#ifndef WINNOW_SERVICE_STORE_QUEUE_WATCH_STORE_H_
#define WINNOW_SERVICE_STORE_QUEUE_WATCH_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/comment.h"

namespace winnow {

// Where a reader of the changes is; empty texts: now.
struct QueuePlace {
  std::string feed;     // in the feed, which has what is held as it arrives
  std::string changes;  // in the queue's own stream, which has the rest
};

// One thing that happened to a comment of the queue.
struct QueueChange {
  // The letters are stored in Redis.
  enum class Type : char {
    kAdded = 'a',    // held, or back in the queue
    kRemoved = 'r',  // decided, withdrawn or erased
    kLeased = 'l',
    kReleased = 'f',  // a lease ended without a decision
    kChanged = 'c',   // notes, tags, reports, or the text
  };

  Type type = Type::kChanged;
  Uuid id = {};
  absl::Time time = {};
  std::string key_id = {};  // who did it; empty for policy and author
  // As it is now; absent once it is erased.
  std::optional<StoredComment> stored = std::nullopt;
};

struct QueueChanges {
  std::vector<QueueChange> changes;  // in the order in which they happened
  int64_t held = 0;                  // now, leased ones too
  int64_t leased = 0;
  QueuePlace next;
  bool more = false;  // there is more to read at once
};

// How a queue is, and what it has been.
struct QueueMeasure {
  int64_t held = 0;  // leased ones too
  int64_t leased = 0;
  absl::Duration oldest_age = absl::ZeroDuration();  // by Redis' clock
  // Comments that left the queue since it is counted, and that came into it:
  // each is there still or has left.
  int64_t removed_total = 0;
  int64_t added_total() const { return held + removed_total; }
  bool alarmed = false;  // this call raised an alarm
};

// Changes that one call reads at most.
inline constexpr int kQueueChangesMax = 100;

class QueueWatchStore {
 public:
  // A key and a name of its own for one of its watches.
  using Session = std::pair<std::string, std::string>;

  virtual ~QueueWatchStore() = default;

  // Reads up to 100 changes after a place; from now on none, but the place.
  // Errors: OutOfRange when changes after it are gone.
  virtual absl::StatusOr<QueueChanges> ChangesAfter(
      const std::string& site, const QueuePlace& place) = 0;

  // Lets the leases of up to 100 sessions last `length` from now on, if they
  // were to end sooner otherwise and may; and puts up to 100 comments back
  // whose leases have ended. Idempotent.
  virtual absl::Status Tend(const std::string& site, absl::Duration length,
                            const std::vector<Session>& sessions) = 0;

  // Measures a queue, and puts an alarm into the feed when it has become longer
  // than `held_max` or older than `age_max` (0: no age is too old). Each of the
  // two is told once, and again only after it fell to nine tenths.
  virtual absl::StatusOr<QueueMeasure> Measure(const std::string& site,
                                               int64_t held_max,
                                               absl::Duration age_max) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_QUEUE_WATCH_STORE_H_
