#include "service/moderation/blind.h"

#include <string>

namespace winnow {

const Verdict& ShownVerdict(const StoredComment& stored) {
  static const Verdict& blind = *[] {
    auto* verdict = new Verdict;
    verdict->state = State::kHeld;
    verdict->rule = std::string(kBlindRule);
    verdict->reason =
        "drawn for an unprompted decision; what screening said is shown after "
        "it";
    verdict->language = "und";
    return verdict;
  }();
  return IsBlind(stored) ? blind : stored.hidden.verdict;
}

}  // namespace winnow
