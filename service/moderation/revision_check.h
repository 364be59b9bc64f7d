// Whether a comment is still the one that somebody looked at, and what to do
// when it is not.
#ifndef WINNOW_SERVICE_MODERATION_REVISION_CHECK_H_
#define WINNOW_SERVICE_MODERATION_REVISION_CHECK_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "service/comment/comment.h"

namespace winnow {

// Input: the revision that was seen; absent: any will do.
// Errors: Aborted, with the present state.
inline absl::Status CheckRevision(const StoredComment& stored,
                                  const std::optional<int64_t>& revision) {
  if (!revision || *revision == stored.comment.revision) {
    return absl::OkStatus();
  }
  return absl::AbortedError(
      absl::StrCat("somebody changed this comment meanwhile: it is ",
                   StateName(stored.comment.state), " at revision ",
                   stored.comment.revision, "; look at it again and repeat"));
}

// Errors: FailedPrecondition when there is nothing left to decide about.
inline absl::Status CheckDecidable(const StoredComment& stored) {
  if (stored.comment.state == State::kWithdrawn || stored.comment.deleted) {
    return absl::FailedPreconditionError(
        "this comment is WITHDRAWN: its author has taken it back");
  }
  return absl::OkStatus();
}

// Tries a change again that names no revision, when somebody else's came
// between reading and writing; three collisions in a row are no accident.
// Input: `attempt` reads, writes and answers a StatusOr.
template <typename Attempt>
auto TryThrice(bool names_revision, Attempt attempt) {
  auto result = attempt();
  for (int tries = 1;
       tries < 3 && !names_revision && absl::IsAborted(result.status());
       ++tries) {
    result = attempt();
  }
  return result;
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_REVISION_CHECK_H_
