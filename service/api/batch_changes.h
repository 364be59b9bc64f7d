// Taking decisions back, one or a batch, and screening held comments again.
// Internal to ModerationService. All block.

#ifndef WINNOW_SERVICE_API_BATCH_CHANGES_H_
#define WINNOW_SERVICE_API_BATCH_CHANGES_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_decisions.pb.h"

namespace winnow {

// Takes back the last decision on a comment, which the caller may change.
absl::Status UndoComment(Moderation& moderation, const Caller& who,
                         const StoredComment& seen,
                         const v1::UndoDecisionRequest& request,
                         v1::UndoDecisionResponse& response);

// Takes back one part of a batch.
absl::Status UndoBatch(Moderation& moderation, const Caller& who,
                       const v1::UndoDecisionRequest& request,
                       v1::UndoDecisionResponse& response);

// Screens one part of what a filter finds.
absl::Status RescreenComments(Moderation& moderation, const Caller& who,
                              const v1::RescreenCommentsRequest& request,
                              v1::RescreenCommentsResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_BATCH_CHANGES_H_
