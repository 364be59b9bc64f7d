// A decision with everything that explains it. Stored with the comment.
#ifndef WINNOW_SERVICE_COMMENT_VERDICT_H_
#define WINNOW_SERVICE_COMMENT_VERDICT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "service/comment/signal.h"
#include "service/comment/state.h"

namespace winnow {

// A condition of the deciding rule with the value that made it hold.
struct ConditionValue {
  std::string signal;  // or a score's name behind kScorePrefix
  double value = 0;
  std::string bound;  // as the policy states it: ">= 0.5"
};

inline constexpr char kScorePrefix[] = "score.";

// How the site's adapter changed a verdict. In shadow: how it would have, if
// the policy's rules in shadow were live as well.
struct AdapterChange {
  State without = State::kHeld;
  State with = State::kHeld;
  // The adapter's heads whose scores passed a rule's bound, a bit for each.
  uint32_t heads = 0;
};

// What the adapter had to do with a verdict.
struct AdapterEffect {
  // By how much it moved scores, −0.2 to 0.2; in shadow it moves none.
  std::map<std::string, double> shifts;
  std::optional<AdapterChange> change;

  bool empty() const { return shifts.empty() && !change; }
};

struct Verdict {
  State state = State::kHeld;
  std::string rule;           // the policy's name for the rule that decided
  std::string reason;         // for moderators
  std::string public_reason;  // a code fit for the site; empty: none
  int priority = 0;           // 0–999, larger is reviewed sooner
  std::vector<ConditionValue> conditions;
  std::vector<Signal> signals;
  std::map<std::string, double> scores;   // empty until there is a model
  std::vector<std::string> shadow_rules;  // would have decided, did not
  // Checks that failed, whatever the policy answered to that.
  std::vector<std::string> failed_checks;
  std::string policy_revision;
  std::string model_revision;
  AdapterEffect adapter;
  // BCP 47; "und" when it cannot be told, empty when nobody asked.
  std::string language;
  // Drawn for a person to judge without knowing the verdict: the comment is
  // held, whatever `state` says. See moderation/blind.h.
  bool sampled = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_VERDICT_H_
