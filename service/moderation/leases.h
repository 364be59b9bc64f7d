// Handing held comments out to moderators, each to one at a time, so that two
// who work on one queue all day never read the same comment.
//
// A lease hides a comment from nobody: it is listed and counted as held, with
// who works on it. Who does not come back loses it when the time is over.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// QueueStore, and NotFound for a site that is not there.
#ifndef WINNOW_SERVICE_MODERATION_LEASES_H_
#define WINNOW_SERVICE_MODERATION_LEASES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/random.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/moderation/filter.h"
#include "service/store/comment_store.h"
#include "service/store/queue_store.h"

namespace winnow {

// Comments one call leases at most.
inline constexpr int kLeasedMax = 100;
// Waiting comments that a call with a filter looks at, from the front.
inline constexpr int kLeaseExaminedMax = 10000;

struct LeaseRequest {
  std::string site = {};
  int count = 1;  // 1–kLeasedMax
  absl::Duration length = absl::Minutes(5);
  std::string session = {};
  std::string request_id = {};
  // What the request asks for, if it has an id: two with one id must be equal.
  std::string content = {};
};

class Leases {
 public:
  // All must outlive this object. `session_grace` is shorter in tests.
  Leases(QueueStore& queue, CommentStore& comments, LiveSites& sites,
         Clock& clock, Random& random,
         absl::Duration session_grace = kSessionGrace)
      : queue_(queue),
        comments_(comments),
        sites_(sites),
        clock_(clock),
        random_(random),
        session_grace_(session_grace) {}

  // Leases the first comments of the queue that nobody has, that match `filter`
  // and that the person may see. Without terms and limits it is one function of
  // Redis; else up to kLeaseExaminedMax comments are read.
  // Input: `sees_all` says that `may_see` is true of every comment.
  absl::StatusOr<LeasedComments> Next(
      const LeaseRequest& request, const CommentFilter& filter, bool sees_all,
      absl::FunctionRef<bool(const StoredComment&)> may_see,
      const Principal& who);

  absl::StatusOr<Lease> Renew(const std::string& site, const Uuid& id,
                              const std::string& token, absl::Duration length,
                              const Principal& who);

  absl::Status Release(const std::string& site, const Uuid& id,
                       const std::string& token, const Principal& who);

  // Takes a held comment, whoever has it; history shows it if somebody has.
  // Input: the comment as it was read.
  absl::StatusOr<StoredComment> Steal(const std::string& site,
                                      const Comment& comment,
                                      absl::Duration length,
                                      const std::string& session,
                                      const Principal& who);

  // Leases that last, soonest end first. At most 100 rows.
  absl::StatusOr<std::vector<LeaseRow>> List(
      const std::string& site, const std::optional<PageStart>& after,
      int limit);

 private:
  LeaseTerms TermsFor(const Principal& who, absl::Duration length,
                      const std::string& session);
  absl::StatusOr<std::shared_ptr<const LiveSite>> Live(const std::string& site);
  // Goes on with `leased` until it has what is wanted or the queue ends.
  absl::Status LeaseMatching(
      const LeaseRequest& request, const CommentFilter& filter,
      absl::FunctionRef<bool(const StoredComment&)> may_see,
      const LeaseTerms& terms, LeasedComments& leased);

  QueueStore& queue_;
  CommentStore& comments_;
  LiveSites& sites_;
  Clock& clock_;
  Random& random_;
  const absl::Duration session_grace_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_LEASES_H_
