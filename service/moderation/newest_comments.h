// A site's comments of a stretch of time, in whatever state: decided ones
// newest first, then those that wait, in the queue's order.
//
// Blocks. One thread at a time.
#ifndef WINNOW_SERVICE_MODERATION_NEWEST_COMMENTS_H_
#define WINNOW_SERVICE_MODERATION_NEWEST_COMMENTS_H_

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/store/comment_store.h"

namespace winnow {

class NewestComments {
 public:
  // Those made from `start` to before `end`. `store` must outlive this object.
  NewestComments(CommentStore& store, std::string site, absl::Time start,
                 absl::Time end);

  // The next one; absent at the end. What changes its state meanwhile may be
  // told twice or not at all.
  // Cost: a call of the store for each 100.
  absl::StatusOr<std::optional<StoredComment>> Next();

 private:
  // One index under way.
  struct Source {
    State state;
    std::vector<PageRow> rows = {};
    size_t at = 0;
    std::optional<PageStart> after = {};
    bool done = false;
  };

  // Puts the source before its next comment of the time, or at its end.
  absl::Status Fill(Source& source);

  CommentStore& store_;
  const std::string site_;
  const absl::Time start_;
  const absl::Time end_;
  std::array<Source, 5> sources_;  // the queue is the last
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_NEWEST_COMMENTS_H_
