// The work behind ModerationService's methods about history and audit chain.
// Blocks; belongs on worker threads. Threads: any.

#ifndef WINNOW_SERVICE_API_HISTORY_PAGES_H_
#define WINNOW_SERVICE_API_HISTORY_PAGES_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/audit.h"
#include "service/moderation/moderation.h"
#include "service/moderation/reports.h"
#include "winnow/v1/moderation_records.pb.h"

namespace winnow {

// Checks one page of the chain. What does not fit is an answer, not an error.
// Errors: InvalidArgument for a head or page token that is none.
absl::Status VerifyAudit(Audit& audit, const Caller& who,
                         const v1::VerifyAuditRequest& request,
                         v1::VerifyAuditResponse& response);

absl::Status GetAuditHead(Audit& audit, const Caller& who,
                          v1::AuditHead& response);

// One page of what was done to one comment, which the caller may see, its
// readers' reports too.
absl::Status ListCommentHistory(Moderation& moderation, Reports& reports,
                                const Caller& who, const Uuid& id,
                                const v1::GetHistoryRequest& request,
                                v1::GetHistoryResponse& response);

// One page of everything that was done in the site.
// Errors: PermissionDenied for a key limited to sections.
absl::Status ListSiteHistory(Audit& audit, const Caller& who,
                             const v1::GetHistoryRequest& request,
                             v1::GetHistoryResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_HISTORY_PAGES_H_
