// How each rule did, as the day counts say.
//
// Threads: pure functions.
#ifndef WINNOW_SERVICE_MODERATION_RULE_COUNTS_H_
#define WINNOW_SERVICE_MODERATION_RULE_COUNTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "service/comment/state.h"
#include "service/moderation/decision_counts.h"
#include "service/store/count_store.h"

namespace winnow {

struct JudgedCount {
  int64_t judged = 0;
  int64_t overturned = 0;
};

// A rule as long as it did one thing.
struct RuleCounts {
  int64_t decided = 0;  // comments and edits
  std::map<JudgedBy, JudgedCount> judged;
};

// Comments on which a rule in shadow held and which people judged.
struct ShadowRuleCounts {
  int64_t approved = 0;
  int64_t refused = 0;
};

struct CountsOfRules {
  std::map<std::pair<std::string, State>, RuleCounts> by_rule;
  std::map<std::string, ShadowRuleCounts> shadow;
};

// Adds a day's counts. What is not known, of a newer server, is passed over.
void AddDay(const CountedDay& day, CountsOfRules& counts);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_RULE_COUNTS_H_
