// A Policy turns signals into a verdict: what the filters are told (lists and
// limits), and ordered rules of which the first that holds decides. The only
// place with thresholds. Plain structs; api/ parses them from text.

#ifndef WINNOW_SERVICE_SCREENING_POLICY_POLICY_H_
#define WINNOW_SERVICE_SCREENING_POLICY_POLICY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/screening/filters/settings.h"
#include "service/screening/policy/author_class.h"
#include "service/screening/policy/time_window.h"

namespace winnow {

// Asks about one signal or score. A signal that no filter reported counts as 0;
// a score that the model abstains from fails every bound. Without any bound
// at_least is kAtLeastDefault.
struct Condition {
  std::string signal;              // or the score's name
  std::optional<double> at_least;  // 0–1
  std::optional<double> below;     // 0–1, more than at_least
  bool absent = false;             // not reported, abstained; takes no bounds
  bool is_score = false;
};

inline constexpr double kAtLeastDefault = 0.5;

enum class Action { kApprove, kHold, kReject, kSpam };

inline constexpr int kPriorityMax = 999;

// Holds when all of its conditions do, and the comment stands in one of its
// threads and sections, under one of its tags, by one of its author classes, in
// one of its time windows; an empty list means any. A rule that asks nothing
// always holds: the default.
struct Rule {
  std::string name;  // [a-z][a-z0-9-]{0,39}, unique; stored with every verdict
  std::vector<Condition> conditions;
  std::vector<std::string> threads;
  std::vector<std::string> sections;
  std::vector<std::string> tags;
  std::vector<AuthorClass> author_classes;
  std::vector<TimeWindow> time_windows;
  Action action = Action::kHold;
  std::string reason;  // one sentence for moderators
  std::string
      public_reason;    // a code for the site, as "language"; may be empty
  int priority = 0;     // 0–kPriorityMax; larger is reviewed sooner
  bool shadow = false;  // listed when it would have decided, never decides
  bool discard =
      false;  // for Akismet clients: drop it at once; only with kSpam
};

// What to do when a check could not be made. One that no rule names holds.
enum class FailureAction { kHold, kIgnore, kReject };

struct FailureRule {
  std::string check;  // a filter's name, or "classifier"
  FailureAction action = FailureAction::kHold;
};

// Rule names of verdicts that no rule of a policy gave.
inline constexpr absl::string_view kRuleFault = "fault";
inline constexpr absl::string_view kRuleNone = "no-rule";

struct Policy {
  std::string name;
  std::string revision;
  FilterSettings filters;
  std::vector<Rule> rules;
  std::vector<FailureRule> failures;
  // Of time windows that name none: the site's.
  absl::TimeZone time_zone = absl::UTCTimeZone();
};

inline constexpr int kRulesMax = 500;
inline constexpr int kConditionsMax = 20;
inline constexpr int kRestrictionsMax = 100;  // threads, sections, tags
inline constexpr int kTimeWindowsMax = 20;
inline constexpr int kFailuresMax = 50;
inline constexpr int kReasonCharsMax = 200;

// A fault of a policy and the place of it, for somebody with the text at hand.
struct PolicyProblem {
  int rule = -1;       // index into rules; -1: not about a rule
  int condition = -1;  // index into its conditions
  int list = -1;       // index into filters.lists
  int failure = -1;    // index into failures
  std::string what;    // "unknown signal \"linkz\""
};

// Finds every fault: no rules, a missing default, unknown signals, scores and
// checks, bounds outside 0–1 or in the wrong order, empty and equal names,
// rules behind one that always holds, a default in shadow, scores that refuse
// by themselves, lists that are empty or too large. Empty: the policy may be
// used.
std::vector<PolicyProblem> FindPolicyProblems(const Policy& policy);

// Finds what is allowed and looks wrong: rules that can never decide.
std::vector<PolicyProblem> FindPolicyWarnings(const Policy& policy);

// The same as one InvalidArgument that names each problem and its rule.
absl::Status ValidatePolicy(const Policy& policy);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SCREENING_POLICY_POLICY_H_
