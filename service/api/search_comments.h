// The work behind ModerationService.SearchComments. Blocks; belongs on worker
// threads. Threads: any.

#ifndef WINNOW_SERVICE_API_SEARCH_COMMENTS_H_
#define WINNOW_SERVICE_API_SEARCH_COMMENTS_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_queue.pb.h"

namespace winnow {

// One page of the comments that a filter admits and the caller may see.
// Errors: InvalidArgument for a filter, size or token that is none; those of
// the store.
// Cost: one read for every 25 comments examined.
absl::Status SearchComments(Moderation& moderation, const Caller& who,
                            const v1::SearchCommentsRequest& request,
                            v1::SearchCommentsResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SEARCH_COMMENTS_H_
