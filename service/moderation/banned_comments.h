// Finds what a ban touches among the comments there are.

#ifndef WINNOW_SERVICE_MODERATION_BANNED_COMMENTS_H_
#define WINNOW_SERVICE_MODERATION_BANNED_COMMENTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/comment/ban.h"
#include "service/comment/comment.h"
#include "service/intake/live_site.h"
#include "service/store/ban_store.h"
#include "service/store/comment_store.h"

namespace winnow {

// Comments younger than this are counted.
inline constexpr absl::Duration kBanLooksBack = absl::Hours(30 * 24);
// Comments of one state that are examined at most, and comments of one author.
inline constexpr int kBanExaminedMax = 10000;

struct BannedComments {
  struct Row {
    Uuid id;
    int64_t revision = 0;
    absl::Time create_time;
  };
  std::vector<Row> rows;
  int64_t held = 0;
  int64_t approved = 0;
  int64_t authors = 0;  // those without a key count as nobody
  int64_t examined = 0;
  bool incomplete = false;  // there were more to examine
};

// Examines, of HELD and APPROVED comments of the last kBanLooksBack, the first
// kBanExaminedMax of each: HELD in the queue's order, APPROVED newest first;
// for a ban of an author first all that the author's record names, if
// `author_exact` is set. Blocks. Errors: those of the stores; of the filters
// for a phrase. Cost: 100 comments a round trip; 1 s for the most there may be.
absl::StatusOr<BannedComments> FindBannedComments(
    CommentStore& comments, BanStore& bans, const LiveSite& live,
    const Ban& ban, const std::string& author_exact, absl::Time now);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_BANNED_COMMENTS_H_
