// Changes of a comment's text after it was stored.
//
// An author's edit is screened as if it came in new, with what is known of the
// author, the thread and the network now. It stays published only if the policy
// approves the new text; else it falls back to the queue, whatever the policy
// would have done with a new comment: nothing that was once accepted is thrown
// away without a person. A held comment whose new text is approved is published
// unless a person has put it where it is.
//
// A moderator's edit is not screened: the state stays as it is.
//
// Each edit is one step with its feed event, counts and audit record.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// CommentStore; NotFound; Aborted when somebody changed the comment since;
// AlreadyExists for a request id that was used otherwise; InvalidArgument with
// every bad field; FailedPrecondition where it cannot be edited (any more).
#ifndef WINNOW_SERVICE_MODERATION_EDITS_H_
#define WINNOW_SERVICE_MODERATION_EDITS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/intake/validation.h"
#include "service/moderation/history.h"
#include "service/store/comment_store.h"

namespace winnow {

// Of the texts, an author changes the body alone; absent ones stay.
struct EditRequest {
  std::string site;
  Uuid id;
  TextChanges texts = {};
  std::optional<int64_t> revision = {};  // that the editor saw; absent: any
  bool has_user_agent = false;           // of the author
  bool steals_lease = false;             // a moderator's
};

// Until when an author may change a comment; InfinitePast for one that cannot
// be changed.
absl::Time EditEnd(const Comment& comment, const SiteSettings& settings);

class Edits {
 public:
  // All must outlive this object.
  Edits(CommentStore& store, LiveSites& sites, Clock& clock)
      : store_(store), sites_(sites), clock_(clock) {}

  // Input: `who` is the site's key that hands the edit in.
  // Errors: also PermissionDenied for a wrong token; ResourceExhausted with a
  // delay when edits come too quickly or the queue is full.
  absl::StatusOr<StoredComment> ByAuthor(EditRequest request,
                                         const std::string& edit_token,
                                         const Principal& who);

  absl::StatusOr<StoredComment> ByModerator(EditRequest request,
                                            const Principal& who);

 private:
  absl::StatusOr<StoredComment> Find(const std::string& site, const Uuid& id);

  // Whether this edit was made already. Errors: also AlreadyExists when the
  // request id was used otherwise.
  absl::StatusOr<bool> WasSeen(const LiveSite& live, const Draft& draft,
                               const std::string& request_id);

  // Screens a draft that is stored already and puts what follows into `edit`.
  absl::Status Screen(const LiveSite& live, const Draft& draft,
                      bool sealed_lost, Edit& edit);
  absl::StatusOr<Gathered> Gather(Attempt attempt);

  // Writes it, and reads back what is there then.
  absl::StatusOr<StoredComment> Write(const LiveSite& live, const Draft& draft,
                                      HistoryAction action,
                                      const Principal& who,
                                      const std::string& request_id, Edit edit,
                                      bool steals_lease = false);

  CommentStore& store_;
  LiveSites& sites_;
  Clock& clock_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_EDITS_H_
