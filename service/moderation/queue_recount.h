// Counting the queue again from the comments themselves, to prove that the
// indexes, whose sizes are the counts, are right. Changes nothing.
//
// First every comment that the feed remembers coming in (the newest million or
// so) must be in the index of its state; then every entry of every index must
// be a comment of that state. Each is compared at one moment, so work that goes
// on meanwhile makes no difference.
#ifndef WINNOW_SERVICE_MODERATION_QUEUE_RECOUNT_H_
#define WINNOW_SERVICE_MODERATION_QUEUE_RECOUNT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "service/store/queue_store.h"

namespace winnow {

// Comments one part looks at, and wrong ones it names, at most.
inline constexpr int64_t kRecountedMax = 10000;
inline constexpr size_t kMisplacedMax = 1000;

// How far a recount is: plain numbers, and a place that goes on.
struct RecountProgress {
  enum Count : size_t {
    kHeld,
    kApproved,
    kRejected,
    kSpam,
    kWithdrawn,
    kByThread,
    kCounts
  };
  struct Tally {
    int64_t counted = 0;  // what the index says
    int64_t found = 0;    // what the comments say
  };

  size_t step = 0;    // 0: the feed; after it an index each
  std::string after;  // cursor of the feed, or score in the index; empty: start
  Uuid after_id;
  int64_t examined = 0;
  std::array<Tally, kCounts> tallies = {};

  // As text without spaces, and back; absent for any other text.
  std::string Encode() const;
  static std::optional<RecountProgress> Decode(absl::string_view text,
                                               const Uuid& after_id);
};

// One count that was compared.
struct RecountedName {
  std::string name;
  int64_t counted = 0;
  int64_t found = 0;
};

struct QueueRecount {
  std::vector<RecountedName> counts;  // once it is done
  std::vector<Uuid> misplaced;        // found in this part
  bool done = false;
};

// Does the next part and moves `progress` on. Blocks; may be called again with
// the same progress.
// Cost: up to kRecountedMax comments, 100 in a call of Redis.
absl::StatusOr<QueueRecount> RecountQueue(QueueStore& store,
                                          const std::string& site,
                                          RecountProgress& progress);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_QUEUE_RECOUNT_H_
