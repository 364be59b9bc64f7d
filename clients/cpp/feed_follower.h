// Follows a site's feed for as long as the site runs.

#ifndef WINNOW_CLIENTS_CPP_FEED_FOLLOWER_H_
#define WINNOW_CLIENTS_CPP_FEED_FOLLOWER_H_

#include <memory>
#include <mutex>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"

namespace winnow {

// What to follow and from where.
struct FollowOptions {
  // Bare id of the site. Empty: that of the client's options.
  std::string site = {};

  // Name under which winnowd keeps this reader's position; made on first use.
  // Empty: no position is kept, and reading starts at `cursor`.
  std::string subscription = {};

  // Start after this event, or at `latest`. Empty: after the subscription's
  // acknowledged position, or at the beginning.
  std::string cursor = {};

  // Ask for HELD, REJECTED and SPAM too. False: as the subscription says.
  bool include_state_changes = false;

  // Ask for QUEUE_ALARM too. False: as the subscription says.
  bool include_queue_alarms = false;

  // Handled events are acknowledged this often, and when following ends.
  absl::Duration acknowledge_every = absl::Seconds(1);
};

// Reads a feed in order, at least once: resumes where it was after any break,
// acknowledges what was handled. An event may come again after a crash, so a
// handler drops what it has by (comment_name, revision).
//
// Threads: one runs it, any may stop it. Run() starts one thread of its own for
// acknowledgements.
class FeedFollower {
 public:
  using Handler = absl::FunctionRef<absl::Status(const v1::Event&)>;

  // `client` must outlive the follower.
  FeedFollower(Client& client, FollowOptions options);

  // Calls `handle` for every event until Stop(), an error of `handle`, or an
  // error that trying again does not mend. Breaks and an absent winnowd are
  // waited out without limit.
  // Errors: the handler's own; OutOfRange, the cursor is older than the feed or
  // its event went with a restored backup: compare with ListComments and follow
  // from a newer cursor, as feed_service.proto says; Unauthenticated,
  // PermissionDenied, InvalidArgument. Ok after Stop().
  // Effects: acknowledges handled events if there is a subscription; a
  // handler's failed event is not acknowledged.
  absl::Status Run(Handler handle);

  // Makes Run() return soon. Not for signal handlers: it takes a lock.
  void Stop();

  // Where reading would resume: after the last handled event. What
  // FollowOptions named, until winnowd has answered.
  std::string cursor() const;

 private:
  // Reads one stream until it ends; Ok if Stop() ended it.
  absl::Status ReadOnce(Handler handle, bool& handler_failed,
                        bool& made_progress);
  absl::Status Acknowledge();
  // Waits `pause` or until Stop(); tells whether it was stopped.
  bool WaitOrStopped(absl::Duration pause);

  struct Shared;
  Client& client_;
  const FollowOptions options_;
  std::unique_ptr<Shared> shared_;

 public:
  ~FeedFollower();
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_FEED_FOLLOWER_H_
