// VerifyQueue: the queue counted again from the comments. Internal to
// ModerationService.

#ifndef WINNOW_SERVICE_API_QUEUE_VERIFICATION_H_
#define WINNOW_SERVICE_API_QUEUE_VERIFICATION_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/store/queue_store.h"
#include "winnow/v1/moderation_queue.pb.h"

namespace winnow {

// Does one part of a recount; the page token has how far it is. Blocks.
absl::Status VerifyQueue(QueueStore& store, const Caller& who,
                         const v1::VerifyQueueRequest& request,
                         v1::VerifyQueueResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_QUEUE_VERIFICATION_H_
