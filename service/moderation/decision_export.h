// A site's decisions as training data: what people approved, rejected and filed
// as spam, without addresses and names (blank_out.h). Comments that only the
// policy decided are not in it, nor are those whose decision was undone.
//
// Goes through the three indexes in turn, a page at a time, and through a page
// in turns of kTurnBytes. One thread.

#ifndef WINNOW_SERVICE_MODERATION_DECISION_EXPORT_H_
#define WINNOW_SERVICE_MODERATION_DECISION_EXPORT_H_

#include <cstddef>
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
  bool sampled = false;  // judged blind
  absl::Time day;        // of the decision, in UTC
  PageStart place;       // in the index of `state`
};

class DecisionExport {
 public:
  // A turn that has gone through so much text ends, whatever is left of a page.
  static constexpr size_t kTurnBytes = size_t{64} << 10;

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
  // Cost: a page is read once. Then at most kTurnBytes of texts and one more
  // text, 60 ms with 64 KB of what costs BlankOut() most, 6 µs for most
  // comments.
  // Errors: those of the store.
  absl::StatusOr<std::vector<ExportedDecision>> Next();

  bool done() const { return done_; }

 private:
  // Fills page_ and answered_.
  absl::Status ReadPage();
  // The decision on a comment of the page, if it is one to export.
  std::optional<ExportedDecision> ReadDecision(PageRow& row) const;

  CommentStore& store_;
  const std::string site_;
  const absl::Time since_;
  size_t state_ = 0;  // which of the three
  std::optional<PageStart> after_;
  std::vector<PageRow> page_;
  size_t page_done_ = 0;  // of its rows
  // Names of those whom comments of the page answer, by their ids.
  std::map<Uuid, std::string> answered_;
  bool done_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_DECISION_EXPORT_H_
