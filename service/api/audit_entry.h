// What an operator's change leaves in the site's audit stream.

#ifndef WINNOW_SERVICE_API_AUDIT_ENTRY_H_
#define WINNOW_SERVICE_API_AUDIT_ENTRY_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/api/gate.h"
#include "service/api/services.h"
#include "service/moderation/history.h"

namespace winnow {

// A record and its keyed digest, ready for the function that makes the change.
struct AuditEntry {
  std::string record;
  std::string digest;
};

// Says that the caller did this to `resource`, now. Blocks when the site is not
// loaded. Errors: those of LiveSites::Load.
absl::StatusOr<AuditEntry> MakeAuditEntry(const SiteServiceParts& parts,
                                          const Caller& who,
                                          HistoryAction action,
                                          std::string resource);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_AUDIT_ENTRY_H_
