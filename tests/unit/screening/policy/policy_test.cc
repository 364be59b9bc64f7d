#include "service/screening/policy/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace winnow {
namespace {

using ::testing::HasSubstr;

Policy MakeGood() {
  Policy policy;
  policy.name = "good";
  policy.filters.lists = {{"rude", TermList::Kind::kSuspect, {"damn"}}};
  Rule rule;
  rule.name = "links";
  rule.conditions = {{"link_density", 0.5, std::nullopt, false}};
  Rule last;
  last.name = "default";
  last.action = Action::kApprove;
  policy.rules = {rule, last};
  return policy;
}

TEST(ValidatePolicy, AcceptsAGoodOne) {
  EXPECT_TRUE(ValidatePolicy(MakeGood()).ok()) << ValidatePolicy(MakeGood());
}

TEST(ValidatePolicy, NamesEachFault) {
  struct Row {
    const char* says;
    std::function<void(Policy&)> spoil;
  };
  const Row rows[] = {
      {"the policy needs a name", [](Policy& p) { p.name = "Ä"; }},
      {"the last rule must be the default", [](Policy& p) { p.rules.clear(); }},
      {"the last rule must be the default",
       [](Policy& p) { p.rules.pop_back(); }},
      {"the last rule must be the default",
       [](Policy& p) { p.rules[1].sections = {"sport"}; }},
      {"the default decides nothing in shadow",
       [](Policy& p) { p.rules[1].shadow = true; }},
      {"rule \"default\": never asked: \"links\" before it always holds",
       [](Policy& p) { p.rules[0].conditions.clear(); }},
      {"a second rule \"default\"",
       [](Policy& p) { p.rules[0].name = "default"; }},
      {"the name \"fault\" is taken",
       [](Policy& p) { p.rules[0].name = "fault"; }},
      {"the rule needs a name", [](Policy& p) { p.rules[0].name = ""; }},
      {"the rule needs a name",
       [](Policy& p) { p.rules[0].name = std::string(41, 'a'); }},
      {"rule \"links\": unknown signal \"linkz\"",
       [](Policy& p) { p.rules[0].conditions[0].signal = "linkz"; }},
      {"at_least must be 0–1",
       [](Policy& p) { p.rules[0].conditions[0].at_least = 1.1; }},
      {"at_least must be 0–1",
       [](Policy& p) { p.rules[0].conditions[0].at_least = NAN; }},
      {"below must be 0–1",
       [](Policy& p) { p.rules[0].conditions[0].below = -0.1; }},
      {"never holds", [](Policy& p) { p.rules[0].conditions[0].below = 0.5; }},
      {"absent takes no bounds",
       [](Policy& p) { p.rules[0].conditions[0].absent = true; }},
      {"priority must be 0–999", [](Policy& p) { p.rules[0].priority = 1000; }},
      {"more than 20 conditions",
       [](Policy& p) {
         p.rules[0].conditions.resize(21, p.rules[0].conditions[0]);
       }},
      {"the list needs a name",
       [](Policy& p) { p.filters.lists[0].name = ""; }},
      {"a second list \"rude\"",
       [](Policy& p) { p.filters.lists.push_back(p.filters.lists[0]); }},
      {"list \"rude\": an entry is empty",
       [](Policy& p) { p.filters.lists[0].terms.push_back(" "); }},
      {"an entry has more than 200 bytes",
       [](Policy& p) {
         p.filters.lists[0].terms.push_back(std::string(201, 'a'));
       }},
      {"more than 100000 entries",
       [](Policy& p) { p.filters.lists[0].terms.resize(100001, "a"); }},
      {"links_certain must be more than links_free",
       [](Policy& p) { p.filters.limits.links_certain = 2; }},
      {"rates must be 1 or more",
       [](Policy& p) { p.filters.limits.author_per_minute = 0; }},
      {"shouting_share",
       [](Policy& p) { p.filters.limits.shouting_share = 1; }},
  };
  for (const Row& row : rows) {
    Policy policy = MakeGood();
    row.spoil(policy);
    const absl::Status status = ValidatePolicy(policy);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.says;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.says));
  }
}

TEST(ValidatePolicy, NamesAllFaultsAtOnce) {
  Policy policy = MakeGood();
  policy.rules[0].conditions[0].signal = "linkz";
  policy.rules[0].priority = -1;
  policy.rules.pop_back();
  EXPECT_EQ(FindPolicyProblems(policy).size(), 3u);
}

TEST(FindPolicyProblems, PointsAtRuleAndCondition) {
  Policy policy = MakeGood();
  policy.rules[0].conditions[0].signal = "linkz";
  const std::vector<PolicyProblem> problems = FindPolicyProblems(policy);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].rule, 0);
  EXPECT_EQ(problems[0].condition, 0);
  EXPECT_EQ(problems[0].list, -1);
}

}  // namespace
}  // namespace winnow
