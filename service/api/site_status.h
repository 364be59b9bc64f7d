// GetSystemStatus: how the system is and what to do about it. Internal to
// SiteService.

#ifndef WINNOW_SERVICE_API_SITE_STATUS_H_
#define WINNOW_SERVICE_API_SITE_STATUS_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/api/services.h"
#include "winnow/v1/site_status.pb.h"

namespace winnow {

// Sites that one answer has a row for; of further ones only those that there is
// something to say of.
inline constexpr int kSitesInStatusMax = 1000;

// Blocks. Answers also while Redis is away: that is then the first problem.
absl::Status FillSystemStatus(const SiteServiceParts& parts, const Caller& who,
                              v1::SystemStatus& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SITE_STATUS_H_
