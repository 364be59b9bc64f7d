// What somebody is told whom a lease keeps from changing a comment.
#ifndef WINNOW_SERVICE_STORE_LEASE_REFUSAL_H_
#define WINNOW_SERVICE_STORE_LEASE_REFUSAL_H_

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// FailedPrecondition, naming who and until when.
inline absl::Status LeasedByAnother(absl::string_view key_name,
                                    absl::Time end) {
  return absl::FailedPreconditionError(absl::StrCat(
      key_name, " is working on this comment until ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", end, absl::UTCTimeZone()),
      "; leave it to them, or take it over (winnow lease steal, or steal_lease "
      "in "
      "the call)"));
}

inline absl::Status LeaseHasEnded() {
  return absl::FailedPreconditionError(
      "this lease has ended or was taken over; look at the comment again and "
      "lease it anew");
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_LEASE_REFUSAL_H_
