// Comments that a person judges blind: drawn from all verdicts by the site's
// sampled_share, held, and shown without anything that screening said, so that
// the decision is the person's own. Held ones are drawn as well as approved and
// refused ones, so that a blind comment does not tell which it is.
//
// Whoever shows a verdict to a moderator, or finds and counts comments by it,
// takes it from ShownVerdict(). Once a person has decided, all is shown.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_MODERATION_BLIND_H_
#define WINNOW_SERVICE_MODERATION_BLIND_H_

#include "absl/strings/string_view.h"
#include "service/comment/comment.h"

namespace winnow {

// The rule that blind comments show.
inline constexpr absl::string_view kBlindRule = "blind";

// Whether it still waits for a decision that nobody has prompted.
inline bool IsBlind(const StoredComment& stored) {
  return stored.hidden.verdict.sampled &&
         stored.comment.state == State::kHeld &&
         stored.hidden.last_decision.empty();
}

// Its verdict as moderators see it: the own one, or what all blind ones show.
const Verdict& ShownVerdict(const StoredComment& stored);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_BLIND_H_
