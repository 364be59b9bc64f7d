// Erases an author for an operator, a step at a time. Blocks.

#ifndef WINNOW_SERVICE_API_ERASE_AUTHOR_H_
#define WINNOW_SERVICE_API_ERASE_AUTHOR_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/erasures.h"
#include "winnow/v1/site_data.pb.h"

namespace winnow {

// Errors: those of Erasures; InvalidArgument; AlreadyExists for a request id
// that was used for something else.
absl::Status EraseAuthor(Erasures& erasures, AuthorComments& authors,
                         const Caller& who,
                         const v1::EraseAuthorRequest& request,
                         v1::EraseAuthorResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ERASE_AUTHOR_H_
