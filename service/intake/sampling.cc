#include "service/intake/sampling.h"

#include "service/screening/policy/policy.h"

namespace winnow {
namespace {

bool MayBeDrawn(const Draft& draft, const Commitment& commitment) {
  const Verdict& verdict = commitment.stored.hidden.verdict;
  return draft.author_role != AuthorRole::kStaff &&
         verdict.rule != kRuleFault && verdict.failed_checks.empty() &&
         commitment.bans.empty() && !commitment.repeats_itself &&
         (verdict.state != State::kHeld || verdict.priority == 0);
}

}  // namespace

void DrawSample(const Draft& draft, const LiveSite& live,
                Commitment& commitment) {
  const double share = live.site.settings.sampled_share;
  if (share <= 0 || !MayBeDrawn(draft, commitment) ||
      live.keys->SampleNumber(draft.id) >= share) {
    return;
  }
  Verdict& verdict = commitment.stored.hidden.verdict;
  verdict.sampled = true;
  verdict.priority = 0;
  commitment.stored.comment.state = State::kHeld;
  commitment.stored.comment.public_reason.clear();
}

bool ReturnSample(Commitment& commitment) {
  Verdict& verdict = commitment.stored.hidden.verdict;
  if (!verdict.sampled || verdict.state == State::kHeld) return false;
  verdict.sampled = false;
  commitment.stored.comment.state = verdict.state;
  commitment.stored.comment.public_reason = verdict.public_reason;
  return true;
}

}  // namespace winnow
