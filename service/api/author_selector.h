// Whom a call means that is about one author. Internal to SiteService.

#ifndef WINNOW_SERVICE_API_AUTHOR_SELECTOR_H_
#define WINNOW_SERVICE_API_AUTHOR_SELECTOR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/moderation/author_comments.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// Errors: InvalidArgument for a name that is none, or of another site, and for
// nothing at all. An address is looked at later: see AboutAuthor.
absl::StatusOr<AuthorChoice> ParseAuthor(const std::string& site,
                                         const v1::AuthorSelector& author);

// Names the field of an address that AuthorComments::AuthorOf refused; any
// other status as it is.
absl::Status AboutAuthor(const absl::Status& status);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_AUTHOR_SELECTOR_H_
