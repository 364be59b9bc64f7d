// A rule as an English sentence, for people who do not read policies:
//
//   Holds a comment with listed_suspect at 0.5 or more by new authors in the
//   section politics: a word that is often rude.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_SCREENING_POLICY_RULE_SENTENCE_H_
#define WINNOW_SERVICE_SCREENING_POLICY_RULE_SENTENCE_H_

#include <string>

#include "service/screening/policy/policy.h"

namespace winnow {

// At most some 4 KB: of long lists the first three are named.
std::string RuleSentence(const Rule& rule);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_POLICY_RULE_SENTENCE_H_
