#include "service/moderation/rule_counts.h"

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

// The rule and what it did, of "Hsuspect".
std::optional<std::pair<std::string, State>> RuleOf(absl::string_view field) {
  if (field.size() < 2) return std::nullopt;
  const auto state = StateFromCode(field.substr(0, 1));
  if (!state) return std::nullopt;
  return std::pair(std::string(field.substr(1)), *state);
}

std::optional<JudgedBy> BasisOf(char code) {
  for (const JudgedBy basis :
       {JudgedBy::kHeld, JudgedBy::kSample, JudgedBy::kComplaint}) {
    if (static_cast<char>(basis) == code) return basis;
  }
  return std::nullopt;
}

}  // namespace

void AddDay(const CountedDay& day, CountsOfRules& counts) {
  for (const auto& [name, count] : day.verdicts) {
    absl::string_view field = name;
    absl::ConsumePrefix(&field, "e");
    if (const auto rule = RuleOf(field)) {
      counts.by_rule[*rule].decided += count;
    }
  }
  for (const auto& [name, count] : day.people) {
    const absl::string_view field = name;
    if (field.size() < 3) continue;
    if (field[0] == kShadowed) {
      ShadowRuleCounts& shadow = counts.shadow[std::string(field.substr(2))];
      if (field[1] == 'a') shadow.approved += count;
      if (field[1] == 'r') shadow.refused += count;
      continue;
    }
    if (field[0] != kJudged && field[0] != kOverturned) continue;
    const auto basis = BasisOf(field[1]);
    const auto rule = RuleOf(field.substr(2));
    if (!basis || !rule) continue;
    JudgedCount& judged = counts.by_rule[*rule].judged[*basis];
    (field[0] == kJudged ? judged.judged : judged.overturned) += count;
  }
}

}  // namespace winnow
