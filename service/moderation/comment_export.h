// A site's comments, oldest first by create_time, in any state: what was said
// before an answer comes before it.
//
// Four of the five indexes are in that order already and are merged, a page of
// each at a time. Those that wait for a person are in the queue's order: their
// times and ids, 24 bytes each, are read first. A comment that changes its
// state meanwhile comes once, but for one that only begins to wait for a
// person, which may not come at all. One thread.

#ifndef WINNOW_SERVICE_MODERATION_COMMENT_EXPORT_H_
#define WINNOW_SERVICE_MODERATION_COMMENT_EXPORT_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/moderation/filter.h"
#include "service/store/comment_store.h"

namespace winnow {

class CommentExport {
 public:
  // Input: `store` must outlive this object; `filter` absent for all comments,
  // and whether it names a state; `author_exact` of its author; `start`, the
  // place behind which to begin.
  CommentExport(CommentStore& store, std::string site,
                std::optional<CommentFilter> filter, bool in_one_state,
                std::string author_exact, absl::Time now,
                std::optional<PageStart> start);

  // Whether a filter says which state it wants.
  static bool NamesState(absl::string_view filter);

  // The next comments, perhaps none, with everything known of them.
  // Cost: at most five reads of 50 comments.
  // Errors: those of the store.
  absl::StatusOr<std::vector<StoredComment>> Next();

  bool done() const { return done_; }

  // The place of a comment, to go on from.
  static PageStart PlaceOf(const StoredComment& stored);

 private:
  using Place = std::pair<int64_t, Uuid>;  // create_time in ms

  struct Source {
    State state = State::kHeld;
    std::deque<StoredComment> rows;
    std::optional<PageStart> after;
    bool ended = false;
  };

  // A page of times and ids of the queue.
  absl::Status ReadQueue();
  absl::Status Fill(Source& source);
  absl::Status FillHeld(Source& source);
  // The one whose first row is the oldest; null when none has any.
  Source* Oldest();
  // Whether it matches, in whichever state it is unless the filter names one.
  bool IsWanted(StoredComment& stored) const;

  CommentStore& store_;
  const std::string site_;
  const std::optional<CommentFilter> filter_;
  const bool in_one_state_;
  const std::string author_exact_;
  const absl::Time now_;
  const std::optional<PageStart> start_;
  std::vector<Source> sources_;
  std::vector<Place> queue_;
  std::optional<PageStart> queue_after_;
  bool queue_read_ = false;
  size_t queue_done_ = 0;
  std::optional<Place> last_;
  bool done_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_COMMENT_EXPORT_H_
