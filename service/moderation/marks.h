// What moderators put on a comment beside a decision: notes that only they see,
// tags to find it by, and the editor's pick that readers see.
//
// Thread-safe. Blocks: belongs on worker threads. Errors everywhere: those of
// CommentStore; NotFound; Aborted for a stale revision; AlreadyExists for a
// request id that was used otherwise.
#ifndef WINNOW_SERVICE_MODERATION_MARKS_H_
#define WINNOW_SERVICE_MODERATION_MARKS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "service/base/clock.h"
#include "service/comment/comment.h"
#include "service/comment/principal.h"
#include "service/intake/live_sites.h"
#include "service/moderation/change_record.h"
#include "service/store/comment_store.h"

namespace winnow {

inline constexpr size_t kNoteCharsMax = 2000;

// Which comment, as who saw it.
struct MarkRequest {
  std::string site = {};
  Uuid id = {};
  std::optional<int64_t> revision = {};  // absent: whatever is there now
  std::string request_id = {};
};

class Marks {
 public:
  // All must outlive this object.
  Marks(CommentStore& store, LiveSites& sites, Clock& clock)
      : store_(store), sites_(sites), clock_(clock) {}

  // Adds a note under the key's name; the comment's revision stays.
  // Errors: also InvalidArgument for the text; ResourceExhausted when the
  // comment has kNotesMax.
  absl::StatusOr<StoredComment> AddNote(const MarkRequest& request,
                                        std::string text, const Principal& who);

  // Adds and removes tags; the comment's revision stays. Idempotent.
  // Errors: also InvalidArgument for a text that is no tag, one that is in both
  // lists, or more than kTagsMax afterwards.
  absl::StatusOr<StoredComment> UpdateTags(
      const MarkRequest& request, const std::vector<std::string>& add,
      const std::vector<std::string>& remove, const Principal& who);

  // Makes an approved comment an editor's pick, or no longer: a new revision,
  // which goes out on the feed. Idempotent.
  // Errors: also FailedPrecondition in any other state.
  absl::StatusOr<StoredComment> Feature(const MarkRequest& request,
                                        bool featured, const Principal& who);

 private:
  // Writes the change of a comment as it was just read; kDone: nothing to do.
  using Write = absl::FunctionRef<absl::StatusOr<ChangeOutcome>(
      const LiveSite& live, const StoredComment& stored,
      const ChangeRequest& change)>;
  absl::StatusOr<StoredComment> Make(
      const MarkRequest& request,
      std::initializer_list<absl::string_view> content,
      const absl::Status& full, Write write);

  CommentStore& store_;
  LiveSites& sites_;
  Clock& clock_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_MARKS_H_
