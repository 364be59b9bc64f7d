#include "service/screening/policy/reachability.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/screening/policy/decide.h"

namespace winnow {
namespace {

constexpr double kAboveAll = 2;    // more than any strength
constexpr double kAbstained = -1;  // stands for a score that is not there
constexpr double kJustAboveZero = std::numeric_limits<double>::min();

// Values from low (inclusive) to high (exclusive).
struct Range {
  double low = 0;
  double high = kAboveAll;
};

// All values that a signal or score can have; names of scores begin with '*'.
Range Everything(const std::string& subject) {
  return {.low = subject[0] == '*' ? kAbstained : 0, .high = kAboveAll};
}

Range RangeOf(const Condition& condition) {
  if (condition.absent) {
    return condition.is_score ? Range{.low = kAbstained, .high = 0}
                              : Range{.low = 0, .high = kJustAboveZero};
  }
  Range range;
  if (condition.at_least) range.low = *condition.at_least;
  if (condition.below) range.high = *condition.below;
  if (!condition.at_least && !condition.below) range.low = kAtLeastDefault;
  return range;
}

using Ranges = std::map<std::string, Range>;

// What all conditions together leave over, by subject.
Ranges RangesOf(const Rule& rule) {
  Ranges ranges;
  for (const Condition& condition : rule.conditions) {
    const std::string subject =
        absl::StrCat(condition.is_score ? "*" : " ", condition.signal);
    const auto at = ranges.emplace(subject, Everything(subject)).first;
    const Range range = RangeOf(condition);
    at->second.low = std::max(at->second.low, range.low);
    at->second.high = std::min(at->second.high, range.high);
  }
  return ranges;
}

bool NeverHolds(const Ranges& ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [](const auto& entry) {
    return entry.second.low >= entry.second.high;
  });
}

bool CoversConditions(const Ranges& wide, const Ranges& narrow) {
  return std::all_of(wide.begin(), wide.end(), [&narrow](const auto& entry) {
    const auto at = narrow.find(entry.first);
    const Range range =
        at == narrow.end() ? Everything(entry.first) : at->second;
    return range.low >= entry.second.low && range.high <= entry.second.high;
  });
}

// An empty list admits everything.
template <typename T>
bool CoversList(const std::vector<T>& wide, const std::vector<T>& narrow) {
  if (wide.empty()) return true;
  return !narrow.empty() &&
         std::all_of(narrow.begin(), narrow.end(), [&wide](const T& value) {
           return std::find(wide.begin(), wide.end(), value) != wide.end();
         });
}

bool CoversRestrictions(const Rule& wide, const Rule& narrow) {
  return CoversList(wide.threads, narrow.threads) &&
         CoversList(wide.sections, narrow.sections) &&
         CoversList(wide.tags, narrow.tags) &&
         CoversList(wide.author_classes, narrow.author_classes) &&
         CoversList(wide.time_windows, narrow.time_windows);
}

bool AdmitsStaff(const Rule& rule) {
  return rule.author_classes.empty() ||
         std::count(rule.author_classes.begin(), rule.author_classes.end(),
                    AuthorClass::kStaff) > 0;
}

}  // namespace

std::vector<PolicyProblem> FindUnreachableRules(const Policy& policy) {
  std::vector<PolicyProblem> problems;
  std::vector<Ranges> ranges;
  for (size_t i = 0; i < policy.rules.size(); ++i) {
    const Rule& rule = policy.rules[i];
    ranges.push_back(RangesOf(rule));
    PolicyProblem problem;
    problem.rule = static_cast<int>(i);
    if (NeverHolds(ranges[i])) {
      problem.what = "never holds: its conditions exclude each other";
      problems.push_back(std::move(problem));
      continue;
    }
    for (size_t k = 0; k < i; ++k) {
      const Rule& before = policy.rules[k];
      if (before.shadow || NeverHolds(ranges[k]) ||
          !CoversRestrictions(before, rule) ||
          !CoversConditions(ranges[k], ranges[i])) {
        continue;
      }
      // What holds comments is passed over for staff, who come this far.
      const bool staff_pass = SparesStaff(before) && !SparesStaff(rule);
      if (staff_pass && AdmitsStaff(rule)) {
        problem.what = absl::StrCat("reached by staff alone: \"", before.name,
                                    "\" holds for all others before");
      } else {
        problem.what = absl::StrCat("never reached: \"", before.name,
                                    "\" before it holds whenever this does");
      }
      problems.push_back(std::move(problem));
      break;
    }
  }
  return problems;
}

}  // namespace winnow
