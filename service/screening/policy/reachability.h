// Rules that can never decide, because of the rules before them or because
// their own conditions contradict each other.

#ifndef WINNOW_SERVICE_SCREENING_POLICY_REACHABILITY_H_
#define WINNOW_SERVICE_SCREENING_POLICY_REACHABILITY_H_

#include <vector>

#include "service/screening/policy/policy.h"

namespace winnow {

// Names each such rule once, with the first rule that hides it. Sound, not
// complete: it compares rules two by two and does not see that several together
// leave nothing over.
// Cost: quadratic in the rules, 20 ms for kRulesMax of them.
std::vector<PolicyProblem> FindUnreachableRules(const Policy& policy);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_POLICY_REACHABILITY_H_
