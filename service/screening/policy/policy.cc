#include "service/screening/policy/policy.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/base/utf8.h"
#include "service/screening/filters/known_signals.h"
#include "service/screening/filters/registry.h"
#include "service/screening/policy/reachability.h"

namespace winnow {
namespace {

constexpr size_t kNameBytesMax = 40;

// [a-z][a-z0-9-]{0,39}
bool IsName(absl::string_view name) {
  if (name.empty() || name.size() > kNameBytesMax) return false;
  if (!absl::ascii_islower(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

// The scores of the model, once there is one.
constexpr absl::string_view kScores[] = {
    "identity_attack",   "insult", "profanity", "severe_toxicity",
    "sexually_explicit", "spam",   "threat",    "toxicity"};

bool IsScore(absl::string_view name) {
  return std::find(std::begin(kScores), std::end(kScores), name) !=
         std::end(kScores);
}

constexpr absl::string_view kClassifier = "classifier";

bool IsCheck(absl::string_view name) {
  static const auto& names = *[] {
    auto* known = new std::set<std::string, std::less<>>;
    const auto filters = MakeFilters(FilterSettings());
    if (!filters.ok()) return known;
    for (const auto& filter : *filters) known->emplace(filter->name());
    return known;
  }();
  return name == kClassifier || names.find(name) != names.end();
}

bool AsksNothing(const Rule& rule) {
  return rule.conditions.empty() && rule.threads.empty() &&
         rule.sections.empty() && rule.tags.empty() &&
         rule.author_classes.empty() && rule.time_windows.empty();
}

bool AsksScoresOnly(const Rule& rule) {
  return !rule.conditions.empty() &&
         std::all_of(rule.conditions.begin(), rule.conditions.end(),
                     [](const Condition& asked) { return asked.is_score; });
}

// Also false for what is not a number.
bool IsShare(double value) { return value >= 0 && value <= 1; }

class Validator {
 public:
  explicit Validator(const Policy& policy) : policy_(policy) {}

  std::vector<PolicyProblem> Run() {
    if (!IsName(policy_.name)) Add({}, "the policy needs a name: [a-z0-9-]");
    CheckLists();
    CheckLimits();
    CheckRules();
    CheckFailures();
    return std::move(problems_);
  }

 private:
  void Add(PolicyProblem at, std::string what) {
    at.what = std::move(what);
    problems_.push_back(std::move(at));
  }

  void CheckLists() {
    const std::vector<TermList>& lists = policy_.filters.lists;
    if (lists.size() > kListsMax) {
      Add({}, absl::StrCat("more than ", kListsMax, " lists"));
    }
    std::set<std::string> names;
    size_t terms = 0;
    for (size_t i = 0; i < lists.size(); ++i) {
      PolicyProblem at;
      at.list = static_cast<int>(i);
      const TermList& list = lists[i];
      if (!IsName(list.name)) Add(at, "the list needs a name: [a-z0-9-]");
      if (!names.insert(list.name).second) {
        Add(at, absl::StrCat("a second list \"", list.name, "\""));
      }
      terms += list.terms.size();
      for (const std::string& term : list.terms) {
        if (absl::StripAsciiWhitespace(term).empty()) {
          Add(at, "an entry is empty");
        }
        if (term.size() > kTermBytesMax) {
          Add(at,
              absl::StrCat("an entry has more than ", kTermBytesMax, " bytes"));
        }
      }
    }
    if (terms > kTermsMax) {
      Add({}, absl::StrCat("the lists have more than ", kTermsMax, " entries"));
    }
  }

  void CheckLimits() {
    const Limits& limits = policy_.filters.limits;
    const auto require = [this](bool good, absl::string_view what) {
      if (!good) Add({}, absl::StrCat("limits: ", what));
    };
    require(limits.links_free >= 0 && limits.links_free <= 100,
            "links_free must be 0–100");
    require(limits.links_certain > limits.links_free,
            "links_certain must be more than links_free");
    require(
        limits.known_after_approved >= 1 && limits.trusted_after_approved >= 1,
        "known_after_approved and trusted_after_approved must be 1 or more");
    require(IsShare(limits.trusted_refused_share_max),
            "trusted_refused_share_max must be 0–1");
    require(limits.author_per_minute >= 1 && limits.network_per_minute >= 1 &&
                limits.thread_per_minute >= 1,
            "rates must be 1 or more");
    require(limits.copies_certain >= 1, "copies_certain must be 1 or more");
    require(limits.form_seconds_min > 0, "form_seconds_min must be above 0");
    require(limits.shouting_share >= 0 && limits.shouting_share < 1,
            "shouting_share must be 0 or more and below 1");
    require(limits.repeated_letters >= 3 && limits.repeated_letters <= 100,
            "repeated_letters must be 3–100");
    require(limits.emoji_free >= 0, "emoji_free must be 0 or more");
    require(limits.reply_depth >= 1 && limits.reply_depth <= 1000,
            "reply_depth must be 1–1000");
  }

  void CheckRules() {
    const std::vector<Rule>& rules = policy_.rules;
    if (rules.size() > kRulesMax) {
      Add({}, absl::StrCat("more than ", kRulesMax, " rules"));
    }
    if (rules.empty() || !AsksNothing(rules.back())) {
      Add({}, "the last rule must be the default: without any condition");
    }
    std::set<std::string> names;
    std::string always;  // the first rule that always holds
    for (size_t i = 0; i < rules.size(); ++i) {
      PolicyProblem at;
      at.rule = static_cast<int>(i);
      const Rule& rule = rules[i];
      if (!IsName(rule.name)) Add(at, "the rule needs a name: [a-z0-9-]");
      if (rule.name == kRuleFault || rule.name == kRuleNone) {
        Add(at, absl::StrCat("the name \"", rule.name, "\" is taken"));
      }
      if (!names.insert(rule.name).second) {
        Add(at, absl::StrCat("a second rule \"", rule.name, "\""));
      }
      if (!always.empty()) {
        Add(at, absl::StrCat("never asked: \"", always,
                             "\" before it always holds"));
      }
      if (AsksNothing(rule) && rule.shadow && i + 1 == rules.size()) {
        Add(at, "the default decides nothing in shadow");
      }
      if (AsksNothing(rule) && !rule.shadow && always.empty()) {
        always = rule.name;
      }
      if (rule.priority < 0 || rule.priority > kPriorityMax) {
        Add(at, absl::StrCat("priority must be 0–", kPriorityMax));
      }
      CheckRule(rule, at);
      if (rule.conditions.size() > kConditionsMax) {
        Add(at, absl::StrCat("more than ", kConditionsMax, " conditions"));
      }
      for (size_t k = 0; k < rule.conditions.size(); ++k) {
        at.condition = static_cast<int>(k);
        CheckCondition(rule.conditions[k], at);
      }
    }
  }

  void CheckRule(const Rule& rule, const PolicyProblem& at) {
    const auto require = [this, &at](bool good, std::string what) {
      if (!good) Add(at, std::move(what));
    };
    require(std::max({rule.threads.size(), rule.sections.size(),
                      rule.tags.size()}) <= kRestrictionsMax,
            absl::StrCat("more than ", kRestrictionsMax,
                         " threads, sections or tags"));
    require(rule.time_windows.size() <= kTimeWindowsMax,
            absl::StrCat("more than ", kTimeWindowsMax, " time windows"));
    require(CountCodePoints(rule.reason) <= kReasonCharsMax,
            absl::StrCat("the reason has more than ", kReasonCharsMax,
                         " characters"));
    require(!rule.discard || rule.action == Action::kSpam,
            "discard goes with SPAM only");
    require(!AsksScoresOnly(rule) || rule.action == Action::kApprove ||
                rule.action == Action::kHold,
            "scores alone may only APPROVE or HOLD; add a signal");
  }

  void CheckFailures() {
    const std::vector<FailureRule>& failures = policy_.failures;
    if (failures.size() > kFailuresMax) {
      Add({}, absl::StrCat("more than ", kFailuresMax, " failures"));
    }
    std::set<std::string> checks;
    for (size_t i = 0; i < failures.size(); ++i) {
      PolicyProblem at;
      at.failure = static_cast<int>(i);
      const std::string& check = failures[i].check;
      if (!IsCheck(check)) {
        Add(at, absl::StrCat("unknown check \"", check, "\""));
      }
      if (!checks.insert(check).second) {
        Add(at, absl::StrCat("a second answer for \"", check, "\""));
      }
    }
  }

  void CheckCondition(const Condition& condition, const PolicyProblem& at) {
    if (condition.is_score) {
      if (!IsScore(condition.signal)) {
        Add(at, absl::StrCat("unknown score \"", condition.signal, "\""));
      }
    } else if (FindKnownSignal(condition.signal) == nullptr) {
      Add(at, absl::StrCat("unknown signal \"", condition.signal, "\""));
    }
    if (condition.at_least && !IsShare(*condition.at_least)) {
      Add(at, "at_least must be 0–1");
    }
    if (condition.below && !IsShare(*condition.below)) {
      Add(at, "below must be 0–1");
    }
    if (condition.at_least && condition.below &&
        *condition.at_least >= *condition.below) {
      Add(at, "never holds: at_least is not less than below");
    }
    if (condition.absent && (condition.at_least || condition.below)) {
      Add(at, "absent takes no bounds");
    }
  }

  const Policy& policy_;
  std::vector<PolicyProblem> problems_;
};

}  // namespace

std::vector<PolicyProblem> FindPolicyProblems(const Policy& policy) {
  return Validator(policy).Run();
}

std::vector<PolicyProblem> FindPolicyWarnings(const Policy& policy) {
  return FindUnreachableRules(policy);
}

absl::Status ValidatePolicy(const Policy& policy) {
  std::vector<std::string> lines;
  for (const PolicyProblem& problem : FindPolicyProblems(policy)) {
    std::string where;
    if (problem.rule >= 0) {
      where = absl::StrCat("rule \"",
                           policy.rules[static_cast<size_t>(problem.rule)].name,
                           "\": ");
    } else if (problem.list >= 0) {
      where = absl::StrCat(
          "list \"",
          policy.filters.lists[static_cast<size_t>(problem.list)].name, "\": ");
    }
    lines.push_back(where + problem.what);
  }
  if (lines.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the policy cannot be used: ", absl::StrJoin(lines, "; ")));
}

}  // namespace winnow
