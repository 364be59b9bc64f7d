// What shadows said, counted in memory until somebody takes it to the store:
// where a site's shadow policy parted from the live one, which rules in shadow
// of the live policy held, and which verdicts the site's adapter changed or
// would have. A site without shadows never comes here.
//
// Threads: any.

#ifndef WINNOW_SERVICE_INTAKE_SHADOW_TALLY_H_
#define WINNOW_SERVICE_INTAKE_SHADOW_TALLY_H_

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "service/base/uuid.h"
#include "service/comment/verdict.h"
#include "service/store/site_store.h"

namespace winnow {

// A comment on which two policies part, as it is kept.
struct ShadowExample {
  Uuid id;
  std::string from_rule;
  Verdict shadow;  // state, rule, reason and conditions only
};

std::string EncodeShadowExample(const ShadowExample& example);
// Errors: DataLoss.
absl::StatusOr<ShadowExample> DecodeShadowExample(absl::string_view bytes);

// Where counts are kept: those of a shadow policy by its number, those of rules
// in shadow by the revision of their policy.
std::string ShadowPolicyKey(absl::string_view number);
std::string ShadowRulesKey(absl::string_view policy_revision);
// Those of what a site's adapter changed, by the model beside it.
std::string AdapterCountsKey(absl::string_view model_revision);

// Names of counts: all comments; a change of states, as "AH"; what a rule
// decided, in all and by known authors.
inline constexpr char kShadowExamined[] = "n";
std::string ShadowChangeField(State from, State to);
std::string ShadowRuleField(absl::string_view rule);
std::string ShadowKnownField(absl::string_view rule);
// Changes by one of an adapter's heads, in shadow or not.
std::string AdapterHeadField(size_t head);

class ShadowTally {
 public:
  // Counts what a shadow policy said of a comment.
  void CountPolicy(const std::string& site, const std::string& number,
                   const Uuid& id, const Verdict& live, const Verdict& shadow,
                   bool is_known);

  // Counts that the adapter made of a verdict another one, or would have.
  void CountAdapter(const std::string& site, const Uuid& id,
                    const Verdict& verdict);

  // Counts the rules in shadow of the policy that decided.
  void CountRules(const std::string& site, const Verdict& live, bool is_known);

  // Takes all that was counted since.
  std::vector<ShadowCounts> Take();

  // Gives counts back that could not be stored.
  void Return(ShadowCounts counts);

 private:
  ShadowCounts& Of(const std::string& site, std::string key);

  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, ShadowCounts> counts_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_SHADOW_TALLY_H_
