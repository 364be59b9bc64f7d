// Handing held comments out, and taking them back. Internal to
// ModerationService. All block.

#ifndef WINNOW_SERVICE_API_LEASE_CALLS_H_
#define WINNOW_SERVICE_API_LEASE_CALLS_H_

#include "absl/status/status.h"
#include "service/api/gate.h"
#include "service/moderation/leases.h"
#include "service/moderation/moderation.h"
#include "winnow/v1/moderation_queue.pb.h"

namespace winnow {

// Leases the next comments that the caller may see, with their parents.
absl::Status LeaseNext(Leases& leases, Moderation& moderation,
                       const Caller& who, const v1::LeaseNextRequest& request,
                       v1::LeaseNextResponse& response);

absl::Status RenewLease(Leases& leases, const Caller& who,
                        const v1::RenewLeaseRequest& request,
                        v1::Lease& response);

absl::Status ReleaseLease(Leases& leases, const Caller& who,
                          const v1::ReleaseLeaseRequest& request);

// Errors: PermissionDenied for a comment of a section that is not the caller's.
absl::Status StealLease(Leases& leases, Moderation& moderation,
                        const Caller& who, const v1::StealLeaseRequest& request,
                        v1::Lease& response);

// Lists the leases of comments that the caller may see.
absl::Status ListLeases(Leases& leases, const Caller& who,
                        const v1::ListLeasesRequest& request,
                        v1::ListLeasesResponse& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_LEASE_CALLS_H_
