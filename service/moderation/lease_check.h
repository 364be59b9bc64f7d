// What leases mean for somebody who changes a comment. The functions in Redis
// have the last word; this is for dry runs, and for what history says.
#ifndef WINNOW_SERVICE_MODERATION_LEASE_CHECK_H_
#define WINNOW_SERVICE_MODERATION_LEASE_CHECK_H_

#include "absl/status/status.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/moderation/history.h"
#include "service/store/lease_refusal.h"

namespace winnow {

// Input: a comment as just read, with its private part.
// Errors: FailedPrecondition when somebody else works on it.
inline absl::Status CheckLease(const StoredComment& stored,
                               const Principal& who, const LeaseClaim& claim) {
  if (!stored.lease || stored.lease->key_id == who.key_id || claim.steals) {
    return absl::OkStatus();
  }
  return LeasedByAnother(stored.lease->key_name, stored.lease->end);
}

// What history says of taking over the lease of a comment by or before a
// change, which `change` is the record of: no state or text changes.
inline HistoryRecord StealRecord(const Comment& comment,
                                 const HistoryRecord& change) {
  HistoryRecord record;
  record.time = change.time;
  record.key_id = change.key_id;
  record.key_name = change.key_name;
  record.action = HistoryAction::kLeaseStolen;
  record.resource = comment.id.ToString();
  record.from = record.to = comment.state;
  record.batch = change.batch;
  record.revision = comment.revision;
  return record;
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_LEASE_CHECK_H_
