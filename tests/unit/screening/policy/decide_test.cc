#include "service/screening/policy/decide.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

Condition When(std::string signal) {
  Condition condition;
  condition.signal = std::move(signal);
  return condition;
}

Condition AtLeast(std::string signal, double bound) {
  Condition condition = When(std::move(signal));
  condition.at_least = bound;
  return condition;
}

Condition Below(std::string signal, double bound) {
  Condition condition = When(std::move(signal));
  condition.below = bound;
  return condition;
}

Condition Absent(std::string signal) {
  Condition condition = When(std::move(signal));
  condition.absent = true;
  return condition;
}

Rule MakeRule(std::string name, std::vector<Condition> conditions,
              Action action) {
  Rule rule;
  rule.name = std::move(name);
  rule.conditions = std::move(conditions);
  rule.action = action;
  return rule;
}

Signal MakeSignal(std::string name, double strength) {
  Signal signal;
  signal.name = std::move(name);
  signal.strength = strength;
  return signal;
}

Policy WithRules(std::vector<Rule> rules) {
  Policy policy;
  policy.revision = "7";
  policy.rules = std::move(rules);
  policy.rules.push_back(MakeRule("default", {}, Action::kApprove));
  return policy;
}

TEST(Decide, LetsTheFirstRuleThatHoldsDecide) {
  Policy policy = WithRules(
      {MakeRule("spam", {AtLeast("link_density", 0.9)}, Action::kSpam),
       MakeRule("hold", {AtLeast("link_density", 0.4)}, Action::kHold),
       MakeRule("reject", {When("link")}, Action::kReject)});
  policy.rules[1].reason = "many links";
  policy.rules[1].public_reason = "links";
  policy.rules[1].priority = 30;
  const Verdict verdict = Decide(
      policy, {MakeSignal("link", 1), MakeSignal("link_density", 0.5)}, {});
  EXPECT_EQ(verdict.state, State::kHeld);
  EXPECT_EQ(verdict.rule, "hold");
  EXPECT_EQ(verdict.reason, "many links");
  EXPECT_EQ(verdict.public_reason, "links");
  EXPECT_EQ(verdict.priority, 30);
  EXPECT_EQ(verdict.policy_revision, "7");
  EXPECT_EQ(verdict.signals.size(), 2u);
  ASSERT_EQ(verdict.conditions.size(), 1u);
  EXPECT_EQ(verdict.conditions[0].signal, "link_density");
  EXPECT_EQ(verdict.conditions[0].value, 0.5);
  EXPECT_EQ(verdict.conditions[0].bound, ">= 0.4");
}

TEST(Decide, ComparesAsEachConditionSays) {
  Condition band = AtLeast("link", 0.4);
  band.below = 0.6;
  struct Row {
    const char* name;
    Condition condition;
    double value;  // 0: not reported
    bool holds;
    const char* bound;
  };
  const Row rows[] = {
      {"no bound means half", When("link"), 0.5, true, ">= 0.5"},
      {"no bound, weak", When("link"), 0.49, false, ""},
      {"no bound, absent", When("link"), 0, false, ""},
      {"at least, equal", AtLeast("link", 0.7), 0.7, true, ">= 0.7"},
      {"at least, less", AtLeast("link", 0.7), 0.69, false, ""},
      {"at least zero always", AtLeast("link", 0), 0, true, ">= 0"},
      {"below", Below("link", 0.7), 0.69, true, "< 0.7"},
      {"below, equal", Below("link", 0.7), 0.7, false, ""},
      {"below counts what is absent as zero", Below("link", 0.7), 0, true,
       "< 0.7"},
      {"within a band", band, 0.5, true, ">= 0.4, < 0.6"},
      {"above a band", band, 0.6, false, ""},
      {"absent", Absent("link"), 0, true, "absent"},
      {"absent, but there", Absent("link"), 0.1, false, ""},
  };
  for (const Row& row : rows) {
    std::vector<Signal> signals;
    if (row.value > 0) signals.push_back(MakeSignal("link", row.value));
    const Verdict verdict =
        Decide(WithRules({MakeRule("hold", {row.condition}, Action::kHold)}),
               signals, {});
    EXPECT_EQ(verdict.rule == "hold", row.holds) << row.name;
    if (row.holds) {
      EXPECT_EQ(verdict.conditions[0].bound, row.bound) << row.name;
    }
  }
}

TEST(Decide, NeedsAllConditionsOfARule) {
  const Policy policy = WithRules(
      {MakeRule("both", {When("link"), When("shouting")}, Action::kHold)});
  EXPECT_EQ(Decide(policy, {MakeSignal("link", 1)}, {}).rule, "default");
  EXPECT_EQ(
      Decide(policy, {MakeSignal("link", 1), MakeSignal("shouting", 1)}, {})
          .rule,
      "both");
}

TEST(Decide, AsksWhereAndByWhom) {
  Rule rule = MakeRule("narrow", {}, Action::kHold);
  rule.threads = {"t1", "t2"};
  rule.sections = {"politics"};
  rule.tags = {"election", "war"};
  rule.author_classes = {AuthorClass::kNew};
  const Policy policy = WithRules({rule});
  const std::vector<std::string> tags = {"local", "war"};
  const DecisionContext good = {.author_class = AuthorClass::kNew,
                                .thread = "t2",
                                .section = "politics",
                                .tags = tags};
  EXPECT_EQ(Decide(policy, {}, good).rule, "narrow");
  DecisionContext other = good;
  other.author_class = AuthorClass::kKnown;
  EXPECT_EQ(Decide(policy, {}, other).rule, "default");
  other = good;
  other.thread = "t3";
  EXPECT_EQ(Decide(policy, {}, other).rule, "default");
  other = good;
  other.section = "";
  EXPECT_EQ(Decide(policy, {}, other).rule, "default");
  other = good;
  other.tags = {};
  EXPECT_EQ(Decide(policy, {}, other).rule, "default");
}

TEST(Decide, ListsShadowRulesButNeverFollowsThem) {
  Rule shadow = MakeRule("trial", {When("link")}, Action::kReject);
  shadow.shadow = true;
  Rule late = MakeRule("late", {When("link")}, Action::kReject);
  late.shadow = true;
  const Policy policy = WithRules(
      {shadow, MakeRule("hold", {When("link")}, Action::kHold), late});
  const Verdict verdict = Decide(policy, {MakeSignal("link", 1)}, {});
  EXPECT_EQ(verdict.rule, "hold");
  EXPECT_EQ(verdict.shadow_rules, std::vector<std::string>{"trial"});
}

TEST(Decide, LetsStaffPastHoldsButNotPastBansOrRejections) {
  DecisionContext staff;
  staff.author_class = AuthorClass::kStaff;
  const Policy policy =
      WithRules({MakeRule("ban-hold", {When("ban_hold")}, Action::kHold),
                 MakeRule("banned", {When("banned_author")}, Action::kReject),
                 MakeRule("links", {When("link")}, Action::kHold),
                 MakeRule("list", {When("listed_banned")}, Action::kReject),
                 MakeRule("not-banned", {Absent("ban_hold"), When("shouting")},
                          Action::kHold)});
  const auto rule = [&](const char* signal) {
    return Decide(policy, {MakeSignal(signal, 1)}, staff).rule;
  };
  EXPECT_EQ(rule("link"), "default");
  EXPECT_EQ(rule("shouting"), "default");
  EXPECT_EQ(rule("ban_hold"), "ban-hold");
  EXPECT_EQ(rule("banned_author"), "banned");
  EXPECT_EQ(rule("listed_banned"), "list");
}

TEST(Decide, HoldsWhenAPolicyHasNoDefault) {
  Policy policy;
  const Verdict verdict = Decide(policy, {}, {});
  EXPECT_EQ(verdict.state, State::kHeld);
  EXPECT_EQ(verdict.rule, kRuleNone);
}

TEST(HoldForFailure, HoldsAndNamesTheFiltersThatFailed) {
  const std::vector<std::string> failures = {"listed_terms"};
  const Verdict verdict =
      HoldForFailure(WithRules({}), {MakeSignal("link", 1)}, failures);
  EXPECT_EQ(verdict.state, State::kHeld);
  EXPECT_EQ(verdict.rule, kRuleFault);
  EXPECT_EQ(verdict.reason, "screening failed: listed_terms");
  EXPECT_EQ(verdict.policy_revision, "7");
  EXPECT_EQ(verdict.signals.size(), 1u);
}

TEST(Decide, AsksScoresAndPassesByWhatTheModelAbstainsFrom) {
  Condition toxic = AtLeast("toxicity", 0.8);
  toxic.is_score = true;
  Condition calm = Below("insult", 0.2);
  calm.is_score = true;
  Condition unknown = Absent("threat");
  unknown.is_score = true;
  const Policy policy =
      WithRules({MakeRule("toxic", {toxic}, Action::kHold),
                 MakeRule("calm", {calm}, Action::kReject),
                 MakeRule("unknown", {unknown}, Action::kSpam)});
  std::map<std::string, double> scores = {{"toxicity", 0.9}};
  DecisionContext context;
  context.scores = &scores;
  const Verdict toxic_one = Decide(policy, {}, context);
  EXPECT_EQ(toxic_one.rule, "toxic");
  ASSERT_EQ(toxic_one.conditions.size(), 1u);
  EXPECT_EQ(toxic_one.conditions[0].signal, "score.toxicity");
  EXPECT_EQ(toxic_one.conditions[0].value, 0.9);
  scores = {{"toxicity", 0.1}, {"insult", 0.1}};
  EXPECT_EQ(Decide(policy, {}, context).rule, "calm");
  scores = {{"threat", 0.0}};
  EXPECT_EQ(Decide(policy, {}, context).rule, "default");
  scores = {};
  EXPECT_EQ(Decide(policy, {}, context).rule, "unknown") << "it abstains";
  // A signal of the score's name is none, and without a model nobody abstains.
  EXPECT_EQ(Decide(policy, {MakeSignal("toxicity", 1)}, {}).rule, "default");
}

TEST(Decide, HoldsWithinTheBandWhereTheModelIsNotSure) {
  Condition band = AtLeast("toxicity", 0.7);
  band.below = 0.93;
  band.is_score = true;
  const Policy policy =
      WithRules({MakeRule("not-sure", {band}, Action::kHold)});
  const struct {
    const char* name;
    std::map<std::string, double> scores;
    const char* rule;
  } rows[] = {
      {"surely not", {{"toxicity", 0.69}}, "default"},
      {"from here on", {{"toxicity", 0.7}}, "not-sure"},
      {"perhaps", {{"toxicity", 0.8}}, "not-sure"},
      {"surely", {{"toxicity", 0.93}}, "default"},
      {"abstains", {{"spam", 0.8}}, "default"},
  };
  for (const auto& row : rows) {
    DecisionContext context;
    context.scores = &row.scores;
    const Verdict verdict = Decide(policy, {}, context);
    EXPECT_EQ(verdict.rule, row.rule) << row.name;
    if (verdict.rule == "not-sure") {
      EXPECT_EQ(verdict.conditions.at(0).bound, ">= 0.7, < 0.93") << row.name;
    }
  }
}

TEST(Decide, KeepsToTimeWindowsByTheSitesClock) {
  Rule night = MakeRule("night", {}, Action::kHold);
  night.time_windows = {{.start_minute = 22 * 60, .end_minute = 6 * 60}};
  Policy policy = WithRules({night});
  DecisionContext context;
  context.arrival = absl::FromCivil(absl::CivilMinute(2026, 7, 1, 21, 0),
                                    absl::UTCTimeZone());
  EXPECT_EQ(Decide(policy, {}, context).rule, "default");
  policy.time_zone = *FindTimeZone("Europe/Berlin");
  EXPECT_EQ(Decide(policy, {}, context).rule, "night");
}

TEST(DecideFailures, AnswersAsThePolicySaysAndHoldsByDefault) {
  Policy policy = WithRules({});
  policy.failures = {{.check = "rates", .action = FailureAction::kIgnore},
                     {.check = "links", .action = FailureAction::kReject}};
  const std::vector<Signal> signals = {MakeSignal("link", 1)};
  EXPECT_FALSE(DecideFailures(policy, signals, {}));
  EXPECT_FALSE(DecideFailures(policy, signals, {"rates"}));
  const auto rejected = DecideFailures(policy, signals, {"rates", "links"});
  ASSERT_TRUE(rejected);
  EXPECT_EQ(rejected->state, State::kRejected);
  EXPECT_EQ(rejected->rule, kRuleFault);
  EXPECT_EQ(rejected->reason, "screening failed: links");
  // One doubt is enough for a person to look.
  const auto held = DecideFailures(policy, signals, {"links", "shouting"});
  ASSERT_TRUE(held);
  EXPECT_EQ(held->state, State::kHeld);
  EXPECT_EQ(held->reason, "screening failed: shouting");
}

}  // namespace
}  // namespace winnow
