#include "service/screening/policy/rule_sentence.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

Rule Holding(std::vector<Condition> conditions) {
  Rule rule;
  rule.conditions = std::move(conditions);
  return rule;
}

TEST(RuleSentence, SaysWhatARuleAsks) {
  Rule rule =
      Holding({{.signal = "listed_suspect", .at_least = {}, .below = {}}});
  EXPECT_EQ(RuleSentence(rule),
            "Holds a comment with listed_suspect at 0.5 or more.");
  rule.reason = "a rude word";
  EXPECT_EQ(RuleSentence(rule),
            "Holds a comment with listed_suspect at 0.5 or more: a rude word.");
  rule = Holding(
      {{.signal = "toxicity", .at_least = 0.8, .below = {}, .is_score = true},
       {.signal = "link", .at_least = {}, .below = {}, .absent = true},
       {.signal = "author_young", .at_least = {}, .below = 0.25}});
  rule.action = Action::kReject;
  EXPECT_EQ(RuleSentence(rule),
            "Rejects a comment with a toxicity score of 0.8 or more, no link "
            "and author_young at below 0.25.");
  rule = Holding(
      {{.signal = "spam", .at_least = 0.3, .below = 0.7, .is_score = true},
       {.signal = "threat",
        .at_least = {},
        .below = {},
        .absent = true,
        .is_score = true}});
  rule.action = Action::kSpam;
  EXPECT_EQ(RuleSentence(rule),
            "Files as spam a comment with a spam score from 0.3 to below 0.7 "
            "and no threat score.");
}

TEST(RuleSentence, SaysWhereWhenAndOfWhom) {
  Rule rule;
  rule.action = Action::kApprove;
  EXPECT_EQ(RuleSentence(rule),
            "Approves every comment that no rule before it decides.");
  rule.author_classes = {AuthorClass::kNew, AuthorClass::kStaff};
  rule.sections = {"sport", "politics"};
  rule.tags = {"election"};
  rule.threads = {"2026/a"};
  rule.time_windows = {
      {.days = 0b1100000, .start_minute = 1350, .end_minute = 360},
      {.start_minute = 0, .end_minute = 1440}};
  EXPECT_EQ(RuleSentence(rule),
            "Approves every comment by new or staff authors in the section "
            "sport or politics under the tag election in the thread 2026/a, "
            "Sat and Sun 22:30 to 06:00 or 00:00 to 24:00.");
}

TEST(RuleSentence, NamesAFewOfMany) {
  Rule rule;
  for (int i = 0; i < 100; ++i) rule.threads.push_back(absl::StrCat("t", i));
  EXPECT_EQ(RuleSentence(rule),
            "Holds every comment in the thread t0, t1, t2 or 97 more.");
}

}  // namespace
}  // namespace winnow
