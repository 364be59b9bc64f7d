#include "service/screening/policy/decide.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/screening/filters/known_signals.h"

namespace winnow {
namespace {

double StrengthOf(const std::vector<Signal>& signals, const std::string& name) {
  for (const Signal& signal : signals) {
    if (signal.name == name) return signal.strength;
  }
  return 0;
}

// The strength or score that a condition asks about; absent for a score that
// the model abstains from.
std::optional<double> ValueOf(const Condition& condition,
                              const std::vector<Signal>& signals,
                              const DecisionContext& context) {
  if (!condition.is_score) return StrengthOf(signals, condition.signal);
  if (context.scores == nullptr) return std::nullopt;
  const auto at = context.scores->find(condition.signal);
  if (at == context.scores->end()) return std::nullopt;
  return at->second;
}

bool Holds(const Condition& condition, std::optional<double> found,
           bool has_model) {
  // Without a model nobody abstains.
  if (!found) return condition.absent && has_model;
  if (condition.absent) return !condition.is_score && *found == 0;
  const double value = *found;
  if (condition.at_least && value < *condition.at_least) return false;
  if (condition.below && value >= *condition.below) return false;
  return condition.at_least || condition.below || value >= kAtLeastDefault;
}

std::string BoundText(const Condition& condition) {
  if (condition.absent) return "absent";
  std::vector<std::string> bounds;
  if (condition.below) bounds.push_back(absl::StrCat("< ", *condition.below));
  if (condition.at_least || !condition.below) {
    bounds.insert(
        bounds.begin(),
        absl::StrCat(">= ", condition.at_least.value_or(kAtLeastDefault)));
  }
  return absl::StrJoin(bounds, ", ");
}

template <typename Wanted, typename Value>
bool Contains(const std::vector<Wanted>& wanted, const Value& value) {
  return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// Apart, so that it is inlined: most rules are for all.
template <typename Wanted, typename Value>
bool Admits(const std::vector<Wanted>& wanted, const Value& value) {
  return wanted.empty() || Contains(wanted, value);
}

bool AdmitsTags(const std::vector<std::string>& wanted,
                absl::Span<const std::string> tags) {
  return wanted.empty() ||
         std::any_of(tags.begin(), tags.end(), [&wanted](const auto& tag) {
           return Admits(wanted, tag);
         });
}

bool AsksAboutBan(const Rule& rule) {
  return std::any_of(
      rule.conditions.begin(), rule.conditions.end(),
      [](const Condition& condition) {
        const KnownSignal* known =
            condition.is_score ? nullptr : FindKnownSignal(condition.signal);
        return known != nullptr && known->is_ban && !condition.absent;
      });
}

bool AdmitsTime(const Rule& rule, absl::Time arrival, absl::TimeZone zone) {
  return rule.time_windows.empty() ||
         std::any_of(rule.time_windows.begin(), rule.time_windows.end(),
                     [arrival, zone](const TimeWindow& window) {
                       return Contains(window, arrival, zone);
                     });
}

bool Holds(const Rule& rule, const std::vector<Signal>& signals,
           const DecisionContext& context, absl::TimeZone zone) {
  if (!Admits(rule.threads, context.thread) ||
      !Admits(rule.sections, context.section) ||
      !AdmitsTags(rule.tags, context.tags) ||
      !Admits(rule.author_classes, context.author_class)) {
    return false;
  }
  if (context.author_class == AuthorClass::kStaff && SparesStaff(rule)) {
    return false;
  }
  return std::all_of(rule.conditions.begin(), rule.conditions.end(),
                     [&](const Condition& condition) {
                       return Holds(condition,
                                    ValueOf(condition, signals, context),
                                    context.scores != nullptr);
                     }) &&
         AdmitsTime(rule, context.arrival, zone);
}

}  // namespace

State StateOf(Action action) {
  switch (action) {
    case Action::kApprove:
      return State::kApproved;
    case Action::kHold:
      return State::kHeld;
    case Action::kReject:
      return State::kRejected;
    case Action::kSpam:
      return State::kSpam;
  }
  return State::kHeld;
}

bool SparesStaff(const Rule& rule) {
  // What staff write does not wait for staff to read it.
  return rule.action == Action::kHold && !AsksAboutBan(rule);
}

Verdict Decide(const Policy& policy, std::vector<Signal> signals,
               const DecisionContext& context) {
  Verdict verdict;
  verdict.policy_revision = policy.revision;
  verdict.state = State::kHeld;
  verdict.rule = std::string(kRuleNone);
  verdict.reason = "no rule of the policy held";
  for (const Rule& rule : policy.rules) {
    if (!Holds(rule, signals, context, policy.time_zone)) continue;
    if (rule.shadow && !context.rules_in_shadow_decide) {
      verdict.shadow_rules.push_back(rule.name);
      continue;
    }
    verdict.state = StateOf(rule.action);
    verdict.rule = rule.name;
    verdict.reason = rule.reason;
    verdict.public_reason = rule.public_reason;
    verdict.priority = rule.priority;
    for (const Condition& condition : rule.conditions) {
      verdict.conditions.push_back(
          {.signal = condition.is_score
                         ? absl::StrCat(kScorePrefix, condition.signal)
                         : condition.signal,
           .value = ValueOf(condition, signals, context).value_or(0),
           .bound = BoundText(condition)});
    }
    break;
  }
  verdict.signals = std::move(signals);
  return verdict;
}

std::optional<Verdict> DecideFailures(const Policy& policy,
                                      const std::vector<Signal>& signals,
                                      absl::Span<const std::string> failures) {
  std::vector<std::string> holding;
  std::vector<std::string> rejecting;
  for (const std::string& check : failures) {
    const auto rule =
        std::find_if(policy.failures.begin(), policy.failures.end(),
                     [&check](const auto& row) { return row.check == check; });
    const FailureAction action =
        rule == policy.failures.end() ? FailureAction::kHold : rule->action;
    if (action == FailureAction::kHold) holding.push_back(check);
    if (action == FailureAction::kReject) rejecting.push_back(check);
  }
  if (!holding.empty()) return HoldForFailure(policy, signals, holding);
  if (rejecting.empty()) return std::nullopt;
  Verdict verdict = HoldForFailure(policy, signals, rejecting);
  verdict.state = State::kRejected;
  return verdict;
}

Verdict HoldForFailure(const Policy& policy, std::vector<Signal> signals,
                       absl::Span<const std::string> failures) {
  Verdict verdict;
  verdict.policy_revision = policy.revision;
  verdict.state = State::kHeld;
  verdict.rule = std::string(kRuleFault);
  verdict.reason =
      failures.empty()
          ? "screening failed"
          : absl::StrCat("screening failed: ", absl::StrJoin(failures, ", "));
  verdict.signals = std::move(signals);
  return verdict;
}

}  // namespace winnow
