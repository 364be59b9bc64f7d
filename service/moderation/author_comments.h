// Whose comments are meant when an author is named by a comment or an address,
// and all that they wrote on a site.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// the stores.
#ifndef WINNOW_SERVICE_MODERATION_AUTHOR_COMMENTS_H_
#define WINNOW_SERVICE_MODERATION_AUTHOR_COMMENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/uuid.h"
#include "service/comment/comment.h"
#include "service/comment/email_address.h"
#include "service/intake/live_sites.h"
#include "service/intake/open_email.h"
#include "service/store/ban_store.h"
#include "service/store/comment_store.h"

namespace winnow {

// Who is meant: by one of their comments, or by their address.
struct AuthorChoice {
  std::optional<Uuid> comment;
  std::string email;  // in plain, any spelling; nothing keeps it
};

// What is said where nothing is kept of the author that is meant.
inline constexpr char kNothingKept[] =
    "nothing is kept of this author; comments that were sent with an account "
    "id are found by one of them, not by the address";

class AuthorComments {
 public:
  // All must outlive this object.
  AuthorComments(CommentStore& comments, BanStore& bans, LiveSites& sites)
      : comments_(comments), bans_(bans), sites_(sites) {}

  // The key of the author that is meant.
  // Errors: NotFound for an unknown comment; FailedPrecondition for one whose
  // author is not known; InvalidArgument for what is no address.
  absl::StatusOr<std::string> AuthorOf(const std::string& site,
                                       const AuthorChoice& author);

  // Since when the author is known, be it only by what their comments counted;
  // absent where nothing is kept.
  absl::StatusOr<std::optional<absl::Time>> Since(const std::string& site,
                                                  const std::string& author) {
    return bans_.AuthorSince(site, author);
  }

  // The ban on an author that a comment of theirs names.
  // Errors: NotFound for one that is not, or has ended.
  absl::StatusOr<Ban> BanOn(const std::string& site, const Uuid& ban) {
    return bans_.Get(site, ban);
  }

  // Some comments of the author, in no order: those that are kept with all that
  // is known of them, those that are gone or cannot be read by their id alone,
  // as revision 0. `cursor` is empty at first and again at the end.
  // Cost: one read of the author's record, and one for 100 comments.
  absl::StatusOr<std::vector<StoredComment>> Some(const std::string& site,
                                                  const std::string& author,
                                                  std::string& cursor);

  // The same of comments whose ids are known already, in their order.
  // Input: at most 100.
  absl::StatusOr<std::vector<StoredComment>> Read(const std::string& site,
                                                  const std::vector<Uuid>& ids);

  // Opens the address of one that was read. Errors: also those of OpenEmail()
  // in open_email.h.
  absl::StatusOr<EmailAddress> Open(const std::string& site,
                                    const StoredComment& stored) {
    return OpenEmail(sites_, comments_, site, stored);
  }

 private:
  CommentStore& comments_;
  BanStore& bans_;
  LiveSites& sites_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_AUTHOR_COMMENTS_H_
