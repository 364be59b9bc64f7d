#include "service/api/queue_verification.h"

#include "service/api/names.h"
#include "service/base/status_details.h"
#include "service/moderation/queue_recount.h"

namespace winnow {

absl::Status VerifyQueue(QueueStore& store, const Caller& who,
                         const v1::VerifyQueueRequest& request,
                         v1::VerifyQueueResponse& response) {
  const auto start = ParsePageToken(request.page_token(), {who.site, "verify"});
  if (!start.ok()) return start.status();
  RecountProgress progress;
  if (*start) {
    const auto known = RecountProgress::Decode((*start)->score, (*start)->id);
    if (!known) {
      return InvalidFields({{.field = "page_token",
                             .description = "is of another version; begin "
                                            "again without one"}});
    }
    progress = *known;
  }
  const auto recount = RecountQueue(store, who.site, progress);
  if (!recount.ok()) return recount.status();
  for (const RecountedName& count : recount->counts) {
    v1::VerifyQueueResponse::Count& out = *response.add_counts();
    out.set_name(count.name);
    out.set_counted(count.counted);
    out.set_found(count.found);
  }
  for (const Uuid& id : recount->misplaced) {
    response.add_misplaced_comments(CommentName(who.site, id));
  }
  response.set_examined(progress.examined);
  if (!recount->done) {
    response.set_next_page_token(
        MakePageToken({.score = progress.Encode(), .id = progress.after_id},
                      {who.site, "verify"}));
  }
  return absl::OkStatus();
}

}  // namespace winnow
