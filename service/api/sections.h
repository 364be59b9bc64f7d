// A moderator's key may be limited to some sections of a site: then it sees and
// changes only comments whose thread is in one of them.

#ifndef WINNOW_SERVICE_API_SECTIONS_H_
#define WINNOW_SERVICE_API_SECTIONS_H_

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"

namespace winnow {

inline bool MaySee(const Principal& principal, const ThreadInfo& thread) {
  return principal.role != Role::kModerator || principal.sections.empty() ||
         std::find(principal.sections.begin(), principal.sections.end(),
                   thread.section) != principal.sections.end();
}

inline bool MaySee(const Principal& principal, const StoredComment& stored) {
  return MaySee(principal, stored.thread);
}

inline absl::Status CheckSection(const Principal& principal,
                                 const StoredComment& stored) {
  if (MaySee(principal, stored)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      "this key is limited to other sections of the site");
}

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SECTIONS_H_
