// Whether a comment is still the one that somebody looked at.
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

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_REVISION_CHECK_H_
