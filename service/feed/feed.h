// A site's approved comments, in order, at least once.
//
// Readers ask for events after a cursor; a subscription's place is kept in
// Redis. Thread-safe. Blocks: belongs on worker threads. Errors everywhere:
// those of CommentStore.
#ifndef WINNOW_SERVICE_FEED_FEED_H_
#define WINNOW_SERVICE_FEED_FEED_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/comment/event.h"
#include "service/store/comment_store.h"
#include "service/store/subscription.h"

namespace winnow {

inline constexpr char kLatest[] = "latest";
// A place before every event, for a reader who has seen none.
inline constexpr char kBeforeAll[] = "0-0";

// Events one page holds at most.
inline constexpr int kEventsMax = 100;

struct FeedPage {
  std::vector<Event> events;
  std::string next;   // the cursor to go on from
  bool more = false;  // there was more to read at once
};

// What a reader names when it begins.
struct FeedReader {
  std::string cursor = {};        // kLatest is now; empty: names none
  std::string subscription = {};  // empty: names none
  // Whether HELD, REJECTED and SPAM, and alarms are sent, too. Absent: what the
  // subscription says, else false.
  std::optional<bool> include_state_changes = std::nullopt;
  std::optional<bool> include_queue_alarms = std::nullopt;
};

// Where a reader begins, and what it is sent.
struct FeedStart {
  std::string cursor = {};  // empty: the beginning
  bool include_state_changes = false;
  bool include_queue_alarms = false;
};

class Feed {
 public:
  // Both must outlive this object.
  Feed(CommentStore& store, Clock& clock);

  // Where a reader begins: at the cursor it names, else at its subscription's
  // acknowledgement, else at the beginning.
  // Cost: reads the subscription once, unless all it could say is named.
  // Errors: InvalidArgument for a cursor that is none, or a bad name.
  absl::StatusOr<FeedStart> Begin(const std::string& site,
                                  const FeedReader& reader);

  // Events after `cursor`, at once. State changes (HELD, REJECTED, SPAM) and
  // alarms only when asked for.
  // Errors: OutOfRange when events after the cursor are gone: list the
  // comments and begin again at "latest".
  absl::StatusOr<FeedPage> After(const std::string& site,
                                 const std::string& cursor,
                                 bool include_state_changes, int limit,
                                 bool include_queue_alarms = false);

  // Keeps a subscription's place, which never moves back; answers it. Makes the
  // subscription if it is new.
  // Errors: InvalidArgument; ResourceExhausted past 100 subscriptions.
  absl::StatusOr<std::string> Acknowledge(const std::string& site,
                                          const std::string& subscription,
                                          const std::string& cursor);

  // Changes what a subscription asks for; makes it if it is new, and then it
  // stands before all events. Idempotent.
  // Input: a change of one term at least.
  // Errors: InvalidArgument; ResourceExhausted past 100 subscriptions.
  absl::Status Change(const std::string& site, const std::string& subscription,
                      const SubscriptionChange& change);

  // Forgets a subscription: nothing waits for it any more, and a reader who
  // names it again begins at the beginning.
  // Errors: InvalidArgument; NotFound.
  absl::Status Forget(const std::string& site, const std::string& subscription);

 private:
  CommentStore& store_;
  Clock& clock_;
};

// Whether text is a cursor of this feed.
bool IsCursor(absl::string_view text);

// Whether text names a subscription: [a-z0-9][a-z0-9._-]{0,63}.
bool IsSubscriptionName(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_FEED_FEED_H_
