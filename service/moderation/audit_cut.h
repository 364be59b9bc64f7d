// Takes away the oldest records of a site's audit chain so that the rest can
// still be checked: what goes is checked first, and a keyed checkpoint of where
// it ended stays in its place.
#ifndef WINNOW_SERVICE_MODERATION_AUDIT_CUT_H_
#define WINNOW_SERVICE_MODERATION_AUDIT_CUT_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/intake/live_sites.h"
#include "service/store/audit_store.h"
#include "service/store/retention_store.h"

namespace winnow {

struct AuditStores {
  AuditStore& audit;
  RetentionStore& retention;
  LiveSites& sites;
};

// Takes away the records of before `time`, by the store's clock; answers how
// many entries went. `go_on` is called before each read of 1,000; false ends it
// there. A site is loaded only where there is something to take.
// Errors: FailedPrecondition where the chain is broken: then what shows it
// stays; those of the stores. Blocks.
absl::StatusOr<int64_t> CutAudit(const AuditStores& stores,
                                 const std::string& site, absl::Time time,
                                 absl::FunctionRef<bool()> go_on);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_AUDIT_CUT_H_
