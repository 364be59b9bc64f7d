// The queue of held comments as work that is handed out: who has which comment,
// and whether the queue is what the comments say.
//
// A leased comment is still held and counts as such (CommentStore); nobody else
// is handed it. Leases end by Redis' clock, with a decision, or given back.
// Blocks its caller. Any thread may use it. Errors everywhere: those of
// CommentStore.
#ifndef WINNOW_SERVICE_STORE_QUEUE_STORE_H_
#define WINNOW_SERVICE_STORE_QUEUE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/comment/lease.h"
#include "service/store/comment_store.h"

namespace winnow {

// How long leases last that were taken with a session, after the stream that
// watches the queue under that name has ended.
inline constexpr absl::Duration kSessionGrace = absl::Seconds(15);

// What the new leases of one call have in common.
struct LeaseTerms {
  std::string key_id;
  std::string key_name;
  std::string session;  // of the watcher whom they end after; may be empty
  std::string token;    // 32 hexadecimal digits
  absl::Duration length;
  // How long they last after the watcher's last sign of life.
  absl::Duration session_grace = kSessionGrace;
  std::string request_key = {};  // 16 bytes; empty: no request id
  std::string content = {};      // 16 bytes over what the request asks for
};

struct LeasedComments {
  std::vector<StoredComment> comments;  // in queue order
  int64_t waiting = 0;                  // held and nobody's, afterwards
  // They are those of an earlier call with the same request id that still last.
  bool replayed = false;
};

// A lease that lasts, and the section of its comment's thread.
struct LeaseRow {
  PageStart place;
  Lease lease;
  std::string section;
};

// One part of a recount of an index.
struct RecountedPart {
  int64_t listed = 0;     // entries of the index
  int64_t right = 0;      // of these, comments of its state
  int64_t by_thread = 0;  // of these, ones that their thread's index has
  std::vector<Uuid> wrong;
  std::optional<PageStart> next;  // absent: the end
};

// One part of a recount of all new comments.
struct RecountedArrivals {
  struct Unlisted {
    Uuid id;
    State state;
  };
  int64_t examined = 0;
  std::vector<Unlisted> unlisted;  // comments that no index has
  std::string next;                // cursor; empty: the end
};

class QueueStore {
 public:
  virtual ~QueueStore() = default;

  // Puts up to 100 comments back whose leases have ended, then leases the first
  // `count` (0–100) of the queue; fewer when their bodies exceed 1 MB.
  // Errors: ResourceExhausted while 10,000 of the site are leased, or 1,000 by
  // this key; AlreadyExists when the request asked for something else before.
  // Idempotent: with a request id.
  virtual absl::StatusOr<LeasedComments> LeaseNext(const std::string& site,
                                                   const LeaseTerms& terms,
                                                   int count) = 0;

  // Leases those of up to 100 comments that nobody has. Errors: as LeaseNext;
  // ResourceExhausted only if that leaves it none. Idempotent.
  virtual absl::StatusOr<LeasedComments> LeaseThese(
      const std::string& site, const LeaseTerms& terms,
      const std::vector<Uuid>& ids) = 0;

  // Held comments that nobody works on, in queue order, with their private
  // parts. At most 100 rows.
  virtual absl::StatusOr<std::vector<PageRow>> PageWaiting(
      const std::string& site, const std::optional<PageStart>& after,
      int limit) = 0;

  // Lets a lease end `length` from now. Errors: FailedPrecondition when it has
  // ended or is somebody else's.
  virtual absl::StatusOr<Lease> Renew(const std::string& site, const Uuid& id,
                                      const std::string& key_id,
                                      const std::string& token,
                                      absl::Duration length,
                                      absl::Duration session_grace) = 0;

  // Puts a comment back in its place. Does nothing when the lease has ended.
  virtual absl::Status Release(const std::string& site, const Uuid& id,
                               const std::string& key_id,
                               const std::string& token) = 0;

  // Leases a held comment whoever has it, with the audit record if somebody
  // else does. Errors: NotFound; FailedPrecondition unless it is held;
  // ResourceExhausted as LeaseNext; DataLoss when no index has it.
  virtual absl::StatusOr<StoredComment> Steal(const std::string& site,
                                              const Uuid& id,
                                              const LeaseTerms& terms,
                                              const std::string& digest,
                                              const std::string& record) = 0;

  // Leases that last, soonest end first. At most 100 rows.
  virtual absl::StatusOr<std::vector<LeaseRow>> Leases(
      const std::string& site, const std::optional<PageStart>& after,
      int limit) = 0;

  // Looks where the next 100 events' new comments are listed.
  virtual absl::StatusOr<RecountedArrivals> RecountArrivals(
      const std::string& site, const std::string& cursor) = 0;

  // Compares the next 100 entries of an index (`leased`, or a state's) with
  // their comments.
  virtual absl::StatusOr<RecountedPart> RecountIndex(
      const std::string& site, absl::string_view index,
      const std::optional<PageStart>& after) = 0;

  // How many comments are leased, have a place in the queue to go back to, and
  // a lease.
  struct LeaseSizes {
    int64_t leased = 0;
    int64_t places = 0;
    int64_t leases = 0;
  };
  virtual absl::StatusOr<LeaseSizes> RecountLeases(const std::string& site) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_QUEUE_STORE_H_
