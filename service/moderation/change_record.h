// Names a change of a comment for the store: what it is about, which request
// asks for it, and its audit record.
#ifndef WINNOW_SERVICE_MODERATION_CHANGE_RECORD_H_
#define WINNOW_SERVICE_MODERATION_CHANGE_RECORD_H_

#include <initializer_list>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/moderation/history.h"
#include "service/store/comment_store.h"

namespace winnow {

// What a caller's request id stands for. Without one each call is another.
struct ChangeRequest {
  std::string id;
  std::string fingerprint;  // 16 bytes over all that is asked for
};

// Input: `content`, what makes the request what it is beside site and comment.
ChangeRequest MakeChangeRequest(
    const LiveSite& live, absl::string_view id,
    std::initializer_list<absl::string_view> content);

// Whether this change was made already. Errors: also AlreadyExists when the
// request id was used for something else; those of CommentStore.
absl::StatusOr<bool> WasMade(CommentStore& store, const LiveSite& live,
                             const Uuid& comment, const ChangeRequest& request);

// Input: of `record` time, action, reason, state and revision after the change;
// who did what to what is filled in here.
ChangeOrigin MakeOrigin(const LiveSite& live, const StoredComment& stored,
                        const Principal& who, const ChangeRequest& request,
                        HistoryRecord record);

// OK for kDone and kReplay. Errors: AlreadyExists as above; `full` for kFull.
absl::Status CheckOutcome(ChangeOutcome outcome, const absl::Status& full);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_CHANGE_RECORD_H_
