// A site's decisions as training data: what people approved, rejected and filed
// as spam, without addresses and names (blank_out.h). Comments that only the
// policy decided are not in it, nor are those whose decision was undone.
//
// Goes through the three indexes in turn, a page at a time. One thread.

#ifndef WINNOW_SERVICE_MODERATION_DECISION_EXPORT_H_
#define WINNOW_SERVICE_MODERATION_DECISION_EXPORT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/comment/state.h"
#include "service/store/comment_store.h"

namespace winnow {

struct ExportedDecision {
  std::string text;
  std::string language;  // BCP 47
  State state = State::kApproved;
  std::string reason;
  State verdict = State::kHeld;
  std::string rule;
  std::map<std::string, double> scores;
  absl::Time day;   // of the decision, in UTC
  PageStart place;  // in the index of `state`
};

class DecisionExport {
 public:
  // Where to go on: behind a place in the index of a state.
  struct Start {
    State state = State::kApproved;
    PageStart place;
  };

  // Input: `store` must outlive this object; decisions before `since` are left
  // out.
  DecisionExport(CommentStore& store, std::string site, absl::Time since,
                 std::optional<Start> start);

  // The decisions among the next up to 100 comments, perhaps none.
  // Errors: those of the store.
  absl::StatusOr<std::vector<ExportedDecision>> Next();

  bool done() const { return done_; }

 private:
  // Names of those whom these comments answer, by their ids.
  absl::StatusOr<std::map<Uuid, std::string>> NamesAnswered(
      const std::vector<PageRow>& rows);

  CommentStore& store_;
  const std::string site_;
  const absl::Time since_;
  size_t state_ = 0;  // which of the three
  std::optional<PageStart> after_;
  bool done_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_DECISION_EXPORT_H_
