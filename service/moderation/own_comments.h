// What authors do with a comment of theirs after it was decided, with the token
// they were given: see what became of it, take it back, ask for a second look.
// Changes of the text are Edits.
//
// A comment that was taken back leaves an empty shell where it has answers and
// nothing where it has none. Its text, name and website, sealed address, hashes
// of the network, account and appeal are gone at once; ids, thread, the
// author's keys, the verdict, what finds copies and moderators' notes stay for
// the time that the site keeps them, or a ban and a campaign could be withdrawn
// from.
//
// A refused comment can be appealed once. It waits for a person, whatever the
// policy says of it; what a person decides then is final.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// CommentStore; NotFound; PermissionDenied for a wrong token; Aborted when
// somebody changed the comment since; AlreadyExists for a request id that was
// used otherwise; FailedPrecondition where it is not possible (any more).
#ifndef WINNOW_SERVICE_MODERATION_OWN_COMMENTS_H_
#define WINNOW_SERVICE_MODERATION_OWN_COMMENTS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/moderation/history.h"
#include "service/store/comment_store.h"

namespace winnow {

// Appeals wait before most of what a policy holds: at the priority of the rule
// that refused the comment, or at this one where that is lower.
inline constexpr int kAppealPriority = 100;
inline constexpr size_t kAppealCharsMax = 2000;

// What an author may know and do; InfinitePast: may not.
struct AuthorStatus {
  Comment comment;
  absl::Time edit_end = absl::InfinitePast();
  absl::Time withdraw_end = absl::InfinitePast();
  absl::Time appeal_end = absl::InfinitePast();
  bool appealed = false;
};

struct OwnRequest {
  std::string site = {};
  Uuid id = {};
  std::string edit_token = {};
  std::optional<int64_t> revision = {};  // that the author saw; absent: any
  std::string request_id = {};
};

// Reads a comment for the bearer of its token.
absl::StatusOr<StoredComment> FindOwnComment(CommentStore& store,
                                             const LiveSite& live,
                                             const Uuid& id,
                                             const std::string& edit_token);

class OwnComments {
 public:
  // All must outlive this object.
  OwnComments(CommentStore& store, LiveSites& sites, Clock& clock)
      : store_(store), sites_(sites), clock_(clock) {}

  absl::StatusOr<AuthorStatus> Status(const std::string& site, const Uuid& id,
                                      const std::string& edit_token);

  // Takes a comment back, from any state. Input: `who` is the site's key that
  // hands it in. Idempotent.
  absl::StatusOr<StoredComment> Withdraw(const OwnRequest& request,
                                         const Principal& who);

  // Puts a refused comment into the queue. Errors: also InvalidArgument for the
  // text; ResourceExhausted with a delay when the queue is full.
  absl::StatusOr<AuthorStatus> Appeal(const OwnRequest& request,
                                      std::string text, const Principal& who);

 private:
  absl::StatusOr<StoredComment> WithdrawOnce(const LiveSite& live,
                                             const OwnRequest& request,
                                             const Principal& who);
  absl::StatusOr<StoredComment> AppealOnce(const LiveSite& live,
                                           const OwnRequest& request,
                                           const std::string& text,
                                           const Principal& who);
  absl::StatusOr<AuthorStatus> StatusOf(const LiveSite& live,
                                        StoredComment stored);

  CommentStore& store_;
  LiveSites& sites_;
  Clock& clock_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_OWN_COMMENTS_H_
