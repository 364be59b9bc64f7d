// The decision itself: a pure function of policy, signals and author.

#ifndef WINNOW_SERVICE_SCREENING_POLICY_DECIDE_H_
#define WINNOW_SERVICE_SCREENING_POLICY_DECIDE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "service/comment/signal.h"
#include "service/comment/verdict.h"
#include "service/screening/policy/policy.h"

namespace winnow {

// What rules ask about beside signals. Only borrows.
struct DecisionContext {
  AuthorClass author_class = AuthorClass::kNew;
  absl::string_view thread;
  absl::string_view section;
  absl::Span<const std::string> tags;
  absl::Time arrival = absl::UnixEpoch();
  // Null: no model. A score that is not there was abstained from.
  const std::map<std::string, double>* scores = nullptr;
  // What would be decided if no rule were in shadow.
  bool rules_in_shadow_decide = false;
};

// What a rule's action makes of a comment.
State StateOf(Action action);

// Returns the verdict of the first rule that holds; rules in shadow before it
// are listed in shadow_rules. Rules that hold a comment are passed over for the
// site's own staff, unless they ask about a ban. A policy without a default
// holds: nothing is published because nobody objected.
// Cost: linear in rules and conditions, well under 1 µs.
Verdict Decide(const Policy& policy, std::vector<Signal> signals,
               const DecisionContext& context);

// Whether a rule is passed over for the site's own staff.
bool SparesStaff(const Rule& rule);

// Answers failed checks as the policy says: absent when all may be ignored, a
// rejection when every other one asks for it, else held for a person.
std::optional<Verdict> DecideFailures(const Policy& policy,
                                      const std::vector<Signal>& signals,
                                      absl::Span<const std::string> failures);

// Returns the verdict for a comment that could not be screened: held, for a
// person. `failures` names the filters that failed.
Verdict HoldForFailure(const Policy& policy, std::vector<Signal> signals,
                       absl::Span<const std::string> failures);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_POLICY_DECIDE_H_
