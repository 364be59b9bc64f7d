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
       "  conditions { score: \"spam\" } }\nrules { name: \"d\" action: HOLD }",
       "3:16: score is not supported by this version"},
      {"name: \"a\"\nlimits { emoji_free: -1 }\n"
       "rules { name: \"d\" action: HOLD }",
       "limits: emoji_free must be 0 or more"},
      {"name: \"a\"\nfailures { check: \"x\" }\n"
       "rules { name: \"d\" action: HOLD }",
       "2:1: failures is not supported by this version"},
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
