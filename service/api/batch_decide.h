// BatchDecide: many decisions of one person under one batch id, a bounded
// number a call. Internal to ModerationService.

#ifndef WINNOW_SERVICE_API_BATCH_DECIDE_H_
#define WINNOW_SERVICE_API_BATCH_DECIDE_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_decisions.pb.h"

namespace winnow {

// Items that one call may name; they are decided in chunks of kBatchMax.
inline constexpr int kBatchItemsMax = 1000;

// Whether text is a reason's code: [a-z][a-z0-9_]{0,39}, or empty.
// Errors: InvalidArgument.
absl::Status CheckReasonCode(absl::string_view code);

// A moderator's words to an author, as they are kept; empty for none.
// Errors: InvalidArgument for more than 500 characters, and what is no text.
absl::StatusOr<std::string> MessageToAuthor(std::string message);

// Decides what the request names, by items or by filter. Blocks.
absl::Status BatchDecide(Moderation& moderation, const Caller& who,
                         const v1::BatchDecideRequest& request,
                         v1::BatchDecideResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_BATCH_DECIDE_H_
