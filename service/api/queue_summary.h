// SummarizeQueue: what the held comments have in common, before anybody reads
// one. Internal to ModerationService.

#ifndef WINNOW_SERVICE_API_QUEUE_SUMMARY_H_
#define WINNOW_SERVICE_API_QUEUE_SUMMARY_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_queue.pb.h"

namespace winnow {

// Held comments that a summary counts, from the front of the queue.
inline constexpr int kSummarizedMax = 10000;

// Blocks: reads up to kSummarizedMax comments.
// Errors: InvalidArgument; those of Moderation.
absl::Status SummarizeQueue(Moderation& moderation, const Caller& who,
                            const v1::SummarizeQueueRequest& request,
                            v1::SummarizeQueueResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_QUEUE_SUMMARY_H_
