#include "service/screening/policy/reachability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Condition AtLeast(std::string signal, double bound) {
  Condition condition;
  condition.signal = std::move(signal);
  condition.at_least = bound;
  return condition;
}

Condition Below(std::string signal, double bound) {
  Condition condition;
  condition.signal = std::move(signal);
  condition.below = bound;
  return condition;
}

Condition Absent(std::string signal, bool is_score = false) {
  Condition condition;
  condition.signal = std::move(signal);
  condition.absent = true;
  condition.is_score = is_score;
  return condition;
}

Condition Score(std::string name, double bound) {
  Condition condition = AtLeast(std::move(name), bound);
  condition.is_score = true;
  return condition;
}

Rule MakeRule(std::string name, std::vector<Condition> conditions,
              Action action = Action::kReject) {
  Rule rule;
  rule.name = std::move(name);
  rule.conditions = std::move(conditions);
  rule.action = action;
  return rule;
}

// "b: what", by rule.
std::vector<std::string> Find(std::vector<Rule> rules) {
  Policy policy;
  policy.rules = std::move(rules);
  std::vector<std::string> found;
  for (const PolicyProblem& problem : FindUnreachableRules(policy)) {
    found.push_back(
        absl::StrCat(policy.rules[static_cast<size_t>(problem.rule)].name, ": ",
                     problem.what));
  }
  return found;
}

constexpr char kHidden[] =
    "b: never reached: \"a\" before it holds whenever this does";

TEST(Reachability, SeesARuleHiddenByAWiderOne) {
  const std::vector<Condition> wide[] = {
      {AtLeast("link", 0.2)},
      {AtLeast("link", 0.2), Below("link", 1)},
      {},
      {AtLeast("link", 0)},
      {Below("shouting", 0.5)},
  };
  for (const auto& conditions : wide) {
    EXPECT_THAT(Find({MakeRule("a", conditions),
                      MakeRule("b", {AtLeast("link", 0.3), Below("link", 0.9),
                                     Absent("shouting")})}),
                ElementsAre(kHidden));
  }
}

TEST(Reachability, LeavesRulesAloneThatCanStillDecide) {
  EXPECT_THAT(Find({MakeRule("a", {AtLeast("link", 0.5)}),
                    MakeRule("b", {AtLeast("link", 0.4)})}),
              IsEmpty());
  EXPECT_THAT(Find({MakeRule("a", {AtLeast("link", 0.5), Absent("shouting")}),
                    MakeRule("b", {AtLeast("link", 0.5)})}),
              IsEmpty());
  EXPECT_THAT(Find({MakeRule("a", {Below("link", 0.5)}),
                    MakeRule("b", {AtLeast("link", 0.5)})}),
              IsEmpty());
  // A model that abstains passes the first rule by.
  EXPECT_THAT(Find({MakeRule("a", {Score("spam", 0)}), MakeRule("b", {})}),
              IsEmpty());
  EXPECT_THAT(Find({MakeRule("a", {Score("spam", 0)}),
                    MakeRule("b", {Score("spam", 0.5)})}),
              ElementsAre(kHidden));
  EXPECT_THAT(Find({MakeRule("a", {Absent("spam", true)}),
                    MakeRule("b", {Score("spam", 0.5)})}),
              IsEmpty());
}

TEST(Reachability, ComparesRestrictions) {
  const auto with = [](std::vector<std::string> sections,
                       std::vector<std::string> tags,
                       std::vector<AuthorClass> classes, const char* name) {
    Rule rule = MakeRule(name, {AtLeast("link", 0.5)});
    rule.sections = std::move(sections);
    rule.tags = std::move(tags);
    rule.author_classes = std::move(classes);
    return rule;
  };
  EXPECT_THAT(Find({with({"sport", "politics"}, {}, {}, "a"),
                    with({"sport"}, {"war"}, {}, "b")}),
              ElementsAre(kHidden));
  EXPECT_THAT(Find({with({"sport"}, {}, {}, "a"), with({}, {}, {}, "b")}),
              IsEmpty());
  EXPECT_THAT(Find({with({}, {"war"}, {}, "a"), with({}, {"peace"}, {}, "b")}),
              IsEmpty());
  EXPECT_THAT(Find({with({}, {}, {AuthorClass::kNew}, "a"),
                    with({}, {}, {AuthorClass::kNew}, "b")}),
              ElementsAre(kHidden));
  Rule night = MakeRule("a", {});
  night.time_windows = {{.start_minute = 0, .end_minute = 360}};
  EXPECT_THAT(Find({night, MakeRule("b", {})}), IsEmpty());
  Rule same = night;
  same.name = "b";
  EXPECT_THAT(Find({night, same}), ElementsAre(kHidden));
}

TEST(Reachability, KnowsThatShadowsDecideNothingAndStaffPassHolds) {
  Rule shadow = MakeRule("a", {AtLeast("link", 0.5)});
  shadow.shadow = true;
  EXPECT_THAT(Find({shadow, MakeRule("b", {AtLeast("link", 0.5)})}), IsEmpty());

  const Rule hold = MakeRule("a", {AtLeast("link", 0.5)}, Action::kHold);
  EXPECT_THAT(
      Find({hold, MakeRule("b", {AtLeast("link", 0.6)})}),
      ElementsAre(
          "b: reached by staff alone: \"a\" holds for all others before"));
  EXPECT_THAT(
      Find({hold, MakeRule("b", {AtLeast("link", 0.6)}, Action::kHold)}),
      ElementsAre(kHidden));
  Rule readers = MakeRule("b", {AtLeast("link", 0.6)});
  readers.author_classes = {AuthorClass::kNew, AuthorClass::kKnown};
  EXPECT_THAT(Find({hold, readers}), ElementsAre(kHidden));
}

TEST(Reachability, SeesConditionsThatExcludeEachOther) {
  EXPECT_THAT(Find({MakeRule("a", {AtLeast("link", 0.5), Below("link", 0.5)}),
                    MakeRule("b", {AtLeast("link", 0.9)})}),
              ElementsAre("a: never holds: its conditions exclude each other"));
  EXPECT_THAT(Find({MakeRule("a", {AtLeast("link", 0.1), Absent("link")})}),
              ElementsAre("a: never holds: its conditions exclude each other"));
}

}  // namespace
}  // namespace winnow
