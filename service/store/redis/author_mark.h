// What an author's counts were when a week began, so that a share of the last
// weeks can be told from counts that only grow: field `w` of an author's hash.
// Written along with a comment, the first of a week, and so at no cost.

#ifndef WINNOW_SERVICE_STORE_REDIS_AUTHOR_MARK_H_
#define WINNOW_SERVICE_STORE_REDIS_AUTHOR_MARK_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/circumstances.h"

namespace winnow {

// Fills approved_lately and refused_lately: what was added since the week
// before this one began, so within 7 to 14 days.
// Input: `mark` as stored, "WEEK:APPROVED:REFUSED" of the newest week and
// perhaps of the one before, a space between them; anything else is none.
// Returns the mark to store with the author's next comment; empty when the
// stored one is still right.
std::string TakeAuthorMark(absl::string_view mark, absl::Time now,
                           AuthorRecord& author);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_AUTHOR_MARK_H_
