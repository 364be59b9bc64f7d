#include "service/api/policy_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace winnow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kGood[] = R"(
# A comment.
name: "good"
description: "for tests"
lists { name: "rude" kind: SUSPECT terms: ["damn", "you fool"] }
lists { name: "bad-domains" kind: BANNED_DOMAINS terms: "evil.com" }
limits { links_free: 1 shouting_share: 0.7 }
rules {
  name: "links"
  conditions { signal: "link_density" at_least: 0.3 below: 0.9 }
  conditions { signal: "listed_suspect" absent: true }
  author_classes: [NEW, KNOWN]
  sections: "politics"
  tags: "war"
  threads: "t1"
  action: HOLD
  reason: "several links"
  public_reason: "links"
  priority: 20
}
rules { name: "trial" conditions { signal: "shouting" } action: REJECT
        shadow: true }
rules { name: "default" action: APPROVE }
)";

TEST(ParsePolicy, ReadsEveryField) {
  const absl::StatusOr<Policy> policy = ParsePolicy(kGood);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->name, "good");
  ASSERT_EQ(policy->filters.lists.size(), 2u);
  EXPECT_EQ(policy->filters.lists[0].kind, TermList::Kind::kSuspect);
  EXPECT_THAT(policy->filters.lists[0].terms, ElementsAre("damn", "you fool"));
  EXPECT_EQ(policy->filters.lists[1].kind, TermList::Kind::kBannedDomains);
  EXPECT_EQ(policy->filters.limits.links_free, 1);
  EXPECT_EQ(policy->filters.limits.links_certain, 6) << "the default";
  EXPECT_EQ(policy->filters.limits.shouting_share, 0.7);
  ASSERT_EQ(policy->rules.size(), 3u);
  const Rule& rule = policy->rules[0];
  EXPECT_EQ(rule.name, "links");
  ASSERT_EQ(rule.conditions.size(), 2u);
  EXPECT_EQ(rule.conditions[0].at_least, 0.3);
  EXPECT_EQ(rule.conditions[0].below, 0.9);
  EXPECT_TRUE(rule.conditions[1].absent);
  EXPECT_THAT(rule.author_classes,
              ElementsAre(AuthorClass::kNew, AuthorClass::kKnown));
  EXPECT_THAT(rule.sections, ElementsAre("politics"));
  EXPECT_THAT(rule.tags, ElementsAre("war"));
  EXPECT_THAT(rule.threads, ElementsAre("t1"));
  EXPECT_EQ(rule.action, Action::kHold);
  EXPECT_EQ(rule.reason, "several links");
  EXPECT_EQ(rule.public_reason, "links");
  EXPECT_EQ(rule.priority, 20);
  EXPECT_TRUE(policy->rules[1].shadow);
  EXPECT_EQ(policy->rules[1].action, Action::kReject);
  EXPECT_EQ(policy->rules[2].action, Action::kApprove);
}

TEST(ParsePolicy, NamesLineAndColumnOfEachFault) {
  struct Row {
    const char* text;
    const char* says;
  };
  const Row rows[] = {
      {"", "the last rule must be the default"},
      {"name: \"a\"\nrulez {}", "2:7: "},
      {"name: \"a\"\nrules {", "2:"},
      {"name: \"a\"\nrules { name: \"d\" action: PUBLISH }",
       "2:35: Unknown enumeration value"},
      {"name: \"a\"\nrules { name: \"d\" }", "2:1: the rule needs an action"},
      {"name: \"a\"\nlists { name: \"l\" }\nrules { name: \"d\" action: HOLD }",
       "2:1: the list needs a kind"},
      {"name: \"a\"\nrules { name: \"x\" action: HOLD\n"
       "  conditions { signal: \"linkz\" } }\nrules { name: \"d\" action: HOLD "
       "}",
       "3:3: rule \"x\": unknown signal \"linkz\""},
      {"name: \"a\"\nrules { name: \"x\" action: HOLD\n"
       "  conditions { signal: \"link\" at_least: 2 } }\n"
       "rules { name: \"d\" action: HOLD }",
       "3:3: rule \"x\": at_least must be 0–1"},
      {"name: \"a\"\nrules { name: \"d\" action: HOLD }\n"
       "rules { name: \"e\" action: HOLD }",
       "3:1: rule \"e\": never asked: \"d\" before it always holds"},
      {"name: \"a\"\nrules { name: \"x\" action: HOLD\n"
       "  conditions { score: \"spamminess\" } }\nrules { name: \"d\" action: "
       "HOLD }",
       "3:3: rule \"x\": unknown score \"spamminess\""},
      {"name: \"a\"\nlists { name: \"l\" kind: BANNED terms: \"x\" "
       "language: \"?\" }\nrules { name: \"d\" action: HOLD }",
       "must be BCP 47"},
      {"name: \"a\"\nlists { name: \"l\" kind: RESERVED_NAMES terms: \"x\" "
       "language: \"en\" }\nrules { name: \"d\" action: HOLD }",
       "only BANNED and SUSPECT take it"},
      {"name: \"a\"\nlimits { emoji_free: -1 }\n"
       "rules { name: \"d\" action: HOLD }",
       "limits: emoji_free must be 0 or more"},
      {"name: \"a\"\nfailures { check: \"x\" }\n"
       "rules { name: \"d\" action: HOLD }",
       "2:1: unknown check \"x\""},
      {"name: \"a\"\nfailures { check: \"rates\" }\n"
       "failures { check: \"rates\" action: IGNORE }\n"
       "rules { name: \"d\" action: HOLD }",
       "3:1: a second answer for \"rates\""},
      {"name: \"a\"\nrules { name: \"x\" action: REJECT\n"
       "  conditions { score: \"spam\" } }\nrules { name: \"d\" action: HOLD }",
       "2:1: rule \"x\": scores alone may only APPROVE or HOLD"},
      {"name: \"a\"\nrules { name: \"x\" action: HOLD discard: true\n"
       "  conditions { signal: \"link\" } }\nrules { name: \"d\" action: HOLD "
       "}",
       "2:1: rule \"x\": discard goes with SPAM only"},
      {"name: \"a\"\nrules { name: \"x\" action: HOLD\n"
       "  time_windows { start: \"24:00\" end: \"7:00\" time_zone: "
       "\"Nowhere/At_All\" } }\nrules { name: \"d\" action: HOLD }",
       "3:18: start must be HH:MM, 00:00 to 23:59\n"
       "3:33: end must be HH:MM, 00:00 to 24:00\n"
       "3:45: time_zone must be an IANA name"},
      {"name: \"a\"\nrules { name: \"x\" action: HOLD\n"
       "  time_windows { end: \"07:00\" } }\nrules { name: \"d\" action: HOLD "
       "}",
       "3:3: start must be HH:MM"},
  };
  for (const Row& row : rows) {
    const absl::Status status = ParsePolicy(row.text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.text;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.says)) << row.text;
  }
}

TEST(ParsePolicy, NamesAllFaultsAtOnce) {
  const absl::Status status =
      ParsePolicy(
          "name: \"a\"\n"
          "rules { name: \"x\" conditions { signal: \"linkz\" } }\n"
          "rules { name: \"d\" action: HOLD priority: 1000 }")
          .status();
  EXPECT_EQ(status.message(),
            "2:1: the rule needs an action\n"
            "2:19: rule \"x\": unknown signal \"linkz\"\n"
            "3:1: rule \"d\": priority must be 0–999");
}

TEST(CheckPolicy, WarnsOfRulesThatNeverDecideAtTheirPlace) {
  const auto checked = CheckPolicy(
      "name: \"a\"\n"
      "rules { name: \"links\" conditions { signal: \"link\" at_least: 0.2 }\n"
      "        action: REJECT }\n"
      "  rules { name: \"many\" conditions { signal: \"link\" at_least: 0.4 }\n"
      "        conditions { signal: \"shouting\" } action: SPAM }\n"
      "rules { name: \"toxic\"\n"
      "        conditions { score: \"toxicity\" at_least: 0.9 } action: HOLD "
      "}\n"
      "rules { name: \"d\" action: APPROVE }");
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_THAT(
      checked->warnings,
      ElementsAre(
          "4:3: rule \"many\": never reached: \"links\" before it holds "
          "whenever this does"));
}

TEST(CheckPolicy, ReadsWindowsFailuresAndDiscard) {
  const auto checked = CheckPolicy(
      "name: \"a\"\n"
      "rules { name: \"night\" action: HOLD\n"
      "  time_windows { days: [FRIDAY, SATURDAY] start: \"22:00\" end: "
      "\"06:30\"\n"
      "                 time_zone: \"Europe/Berlin\" }\n"
      "  time_windows { start: \"12:00\" end: \"24:00\" } }\n"
      "rules { name: \"pot\" conditions { signal: \"honeypot\" } action: SPAM\n"
      "        discard: true }\n"
      "rules { name: \"d\" action: APPROVE }\n"
      "failures { check: \"rates\" action: IGNORE }\n"
      "failures { check: \"classifier\" action: REJECT }\n");
  ASSERT_TRUE(checked.ok()) << checked.status();
  const Policy& policy = checked->policy;
  ASSERT_EQ(policy.rules[0].time_windows.size(), 2u);
  const TimeWindow& window = policy.rules[0].time_windows[0];
  EXPECT_EQ(window.days, 0b0110000);
  EXPECT_EQ(window.start_minute, 22 * 60);
  EXPECT_EQ(window.end_minute, 6 * 60 + 30);
  EXPECT_EQ(window.zone->name(), "Europe/Berlin");
  EXPECT_EQ(policy.rules[0].time_windows[1].end_minute, 24 * 60);
  EXPECT_TRUE(policy.rules[1].discard);
  ASSERT_EQ(policy.failures.size(), 2u);
  EXPECT_EQ(policy.failures[0].action, FailureAction::kIgnore);
  EXPECT_EQ(policy.failures[1].action, FailureAction::kReject);
}

TEST(ParsePolicy, RefusesWhatIsTooLarge) {
  const std::string text(kPolicyBytesMax + 1, '\n');
  EXPECT_EQ(ParsePolicy(text).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ToPolicy, NamesRuleAndListInsteadOfPlaces) {
  v1::Policy message;
  message.set_name("a");
  message.set_revision(4);
  v1::Rule& rule = *message.add_rules();
  rule.set_name("x");
  rule.set_action(v1::Rule::HOLD);
  rule.add_conditions()->set_signal("linkz");
  v1::Rule& last = *message.add_rules();
  last.set_name("d");
  last.set_action(v1::Rule::HOLD);
  EXPECT_EQ(ToPolicy(message).status().message(),
            "rule \"x\": unknown signal \"linkz\"");
  rule.mutable_conditions(0)->set_signal("link");
  const absl::StatusOr<Policy> policy = ToPolicy(message);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->revision, "4");
}

}  // namespace
}  // namespace winnow
