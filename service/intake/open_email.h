// Opens the address of a stored comment while the site's keys may change.

#ifndef WINNOW_SERVICE_INTAKE_OPEN_EMAIL_H_
#define WINNOW_SERVICE_INTAKE_OPEN_EMAIL_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/comment/comment.h"
#include "service/comment/email_address.h"
#include "service/intake/live_sites.h"
#include "service/store/comment_store.h"

namespace winnow {

// Opens the address of `stored`, which was read from `comments`. Another server
// may have given the site a new key, which this one then loads; or the comment
// may have been sealed again since it was read, and is read again. Blocks.
// An address that is not there any more is empty.
// Errors: those of SiteKeys::OpenEmail(), LiveSites and CommentStore.
// Cost: as OpenEmail(); some round trips in those two cases.
absl::StatusOr<EmailAddress> OpenEmail(LiveSites& sites, CommentStore& comments,
                                       const std::string& site,
                                       const StoredComment& stored);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_OPEN_EMAIL_H_
