// What a caller can do about an error, carried inside an absl::Status: which
// fields to change, or how long to wait. Only the layer that talks to the wire
// turns these into a wire format.
//
// The details travel as status payloads of a private encoding; they survive
// copies of the status and are lost when somebody builds a new status from its
// code and message.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_BASE_STATUS_DETAILS_H_
#define WINNOW_SERVICE_BASE_STATUS_DETAILS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace winnow {

// One field of a request that the caller must change.
struct FieldViolation {
  std::string field;        // as the wire names it: "thread.id"
  std::string description;  // what is wrong and what would be right

  friend bool operator==(const FieldViolation&,
                         const FieldViolation&) = default;
};

// Makes an InvalidArgument whose message lists every field with its
// description and whose details are the violations in the same order.
// Input: at least one violation; descriptions never repeat what was sent.
absl::Status InvalidFields(std::vector<FieldViolation> violations);

// Returns what InvalidFields() was given; empty for any other status.
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);

// Adds the time after which trying again makes sense.
// Input: an error; an OK status is returned as it is. A negative wait counts
// as none, and parts of a millisecond are rounded up.
absl::Status WithRetryAfter(absl::Status status, absl::Duration wait);

// Returns the wait that WithRetryAfter() added; absent for any other status.
std::optional<absl::Duration> RetryAfterOf(const absl::Status& status);

// Marks a refusal that is nobody's in particular: the server has too much to
// do. Callers then send less, not only the same later.
absl::Status MarkServerBusy(absl::Status status);
bool IsMarkedServerBusy(const absl::Status& status);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_STATUS_DETAILS_H_
