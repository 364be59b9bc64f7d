// What moderators do with bans: the work behind ModerationService's methods
// about them. Blocks; belongs on worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_BAN_ADMIN_H_
#define WINNOW_SERVICE_API_BAN_ADMIN_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/bans.h"
#include "winnow/v1/moderation_records.pb.h"

namespace winnow {

// Makes a ban, or shows what it would touch.
// Errors: InvalidArgument with every bad field; those of Bans::Create.
absl::Status CreateBan(Bans& bans, const Caller& who,
                       const v1::CreateBanRequest& request,
                       v1::CreateBanResponse& response);

// Lists the bans that stand, newest first.
absl::Status ListBans(Bans& bans, const Caller& who,
                      const v1::ListBansRequest& request,
                      v1::ListBansResponse& response);

// Ends a ban. Errors: InvalidArgument; those of Bans::Delete.
absl::Status DeleteBan(Bans& bans, const Caller& who,
                       const v1::DeleteBanRequest& request);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_BAN_ADMIN_H_
