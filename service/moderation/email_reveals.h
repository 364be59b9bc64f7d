// Showing the address of a comment's author to who may see it. Each time leaves
// a record in history before anything is shown.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// RevealStore and CommentStore.
#ifndef WINNOW_SERVICE_MODERATION_EMAIL_REVEALS_H_
#define WINNOW_SERVICE_MODERATION_EMAIL_REVEALS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/comment/comment.h"
#include "service/comment/email_address.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/store/comment_store.h"
#include "service/store/reveal_store.h"

namespace winnow {

struct RevealedEmail {
  EmailAddress email;
  int64_t audit_seq = 0;  // of the record
};

class EmailReveals {
 public:
  // All must outlive this object.
  EmailReveals(RevealStore& store, CommentStore& comments, LiveSites& sites,
               Clock& clock)
      : store_(store), comments_(comments), sites_(sites), clock_(clock) {}

  // Opens the sealed address of a comment, as it was read just now.
  // Input: `why`, checked by CheckWhy(). The caller has the permission.
  // Errors: NotFound when no address is kept; FailedPrecondition when it cannot
  // be opened, which leaves no record.
  absl::StatusOr<RevealedEmail> RevealEmail(const std::string& site,
                                            const StoredComment& stored,
                                            const std::string& why,
                                            const Principal& who);

 private:
  RevealStore& store_;
  CommentStore& comments_;
  LiveSites& sites_;
  Clock& clock_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_EMAIL_REVEALS_H_
