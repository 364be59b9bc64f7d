// Shows a moderator with the permission the address of a comment's author.
// Blocks.

#ifndef WINNOW_SERVICE_API_REVEAL_EMAIL_H_
#define WINNOW_SERVICE_API_REVEAL_EMAIL_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/email_reveals.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_records.pb.h"

namespace winnow {

// Errors: those of Moderation and EmailReveals; InvalidArgument for the reason.
absl::Status RevealEmail(EmailReveals& reveals, Moderation& moderation,
                         const Caller& who,
                         const v1::RevealEmailRequest& request,
                         v1::RevealEmailResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_REVEAL_EMAIL_H_
