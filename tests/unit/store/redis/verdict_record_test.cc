#include "service/store/redis/verdict_record.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

Verdict Example() {
  Verdict verdict;
  verdict.state = State::kSpam;
  verdict.rule = "campaign";
  verdict.reason = "nearly the same text";
  verdict.public_reason = "spam";
  verdict.priority = 80;
  verdict.language = "pt";
  verdict.policy_revision = "7";
  for (const char* name : {"author_new", "link", "zalgo", "x"}) {
    verdict.signals.push_back({.name = name,
                               .strength = 0.5,
                               .spans = {{1, 300, TextField::kName}},
                               .reason = "because",
                               .entries = {{"list", "entry"}}});
  }
  verdict.conditions = {{"link", 1, ">= 0.5"}};
  verdict.shadow_rules = {"shouting"};
  return verdict;
}

TEST(VerdictRecord, GivesBackWhatItTook) {
  const Verdict verdict = Example();
  Verdict back;
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(verdict), back), IsOk());
  EXPECT_EQ(back.state, verdict.state);
  EXPECT_EQ(back.rule, verdict.rule);
  EXPECT_EQ(back.public_reason, verdict.public_reason);
  EXPECT_EQ(back.priority, verdict.priority);
  EXPECT_EQ(back.language, "pt");
  ASSERT_EQ(back.signals.size(), verdict.signals.size());
  for (size_t i = 0; i < back.signals.size(); ++i) {
    EXPECT_EQ(back.signals[i].name, verdict.signals[i].name);
    EXPECT_EQ(back.signals[i].spans, verdict.signals[i].spans);
    EXPECT_EQ(back.signals[i].entries, verdict.signals[i].entries);
    EXPECT_EQ(back.signals[i].strength, 0.5);
  }
  EXPECT_EQ(back.shadow_rules, verdict.shadow_rules);
}

TEST(VerdictRecord, NamesTheChecksThatFailedAndCostsNothingWhereNoneDid) {
  Verdict verdict = Example();
  const size_t bytes = EncodeVerdict(verdict).size();
  verdict.failed_checks = {"zalgo", "links"};
  EXPECT_EQ(EncodeVerdict(verdict).size(), bytes + 1 + 6 + 6);
  Verdict back;
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(verdict), back), IsOk());
  EXPECT_EQ(back.failed_checks, verdict.failed_checks);
  back = Verdict();
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(Example()), back), IsOk());
  EXPECT_TRUE(back.failed_checks.empty());
}

TEST(VerdictRecord, KeepsWhatTheAdapterDid) {
  Verdict verdict = Example();
  verdict.adapter.shifts = {{"spam", 0.2}, {"toxicity", -0.05}};
  verdict.adapter.change = {
      .without = State::kApproved, .with = State::kHeld, .heads = 3};
  Verdict back;
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(verdict), back), IsOk());
  EXPECT_EQ(back.adapter.shifts.size(), 2u);
  EXPECT_NEAR(back.adapter.shifts["spam"], 0.2, 1e-4);
  EXPECT_NEAR(back.adapter.shifts["toxicity"], -0.05, 1e-4);
  ASSERT_TRUE(back.adapter.change);
  EXPECT_EQ(back.adapter.change->without, State::kApproved);
  EXPECT_EQ(back.adapter.change->with, State::kHeld);
  EXPECT_EQ(back.adapter.change->heads, 3u);
  verdict.adapter.change.reset();
  back = Verdict();
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(verdict), back), IsOk());
  EXPECT_FALSE(back.adapter.change);
  EXPECT_EQ(back.adapter.shifts.size(), 2u);
}

TEST(VerdictRecord, KeepsThatItWasDrawnForAFewBytesThere) {
  Verdict verdict = Example();
  const size_t bytes = EncodeVerdict(verdict).size();
  verdict.sampled = true;
  EXPECT_EQ(EncodeVerdict(verdict).size(), bytes + 4);
  Verdict back;
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(verdict), back), IsOk());
  EXPECT_TRUE(back.sampled);
  EXPECT_TRUE(back.adapter.empty());
  EXPECT_TRUE(back.failed_checks.empty());
  verdict.failed_checks = {"links"};
  verdict.adapter.shifts = {{"spam", 0.1}};
  back = Verdict();
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(verdict), back), IsOk());
  EXPECT_TRUE(back.sampled);
  EXPECT_EQ(back.failed_checks, verdict.failed_checks);
  EXPECT_EQ(back.adapter.shifts.size(), 1u);
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(Example()), back = {}), IsOk());
  EXPECT_FALSE(back.sampled);
}

TEST(VerdictRecord, CostsAnOrdinaryCommentFewBytes) {
  Verdict verdict;
  verdict.state = State::kApproved;
  verdict.rule = "default";
  verdict.reason = "nothing speaks against it";
  verdict.policy_revision = "12";
  verdict.language = "en";
  verdict.signals = {
      {.name = "author_young", .strength = 0.9, .reason = "under a day"},
      {.name = "author_trusted", .strength = 0.4, .reason = "4 approved"}};
  EXPECT_LE(EncodeVerdict(verdict).size(), 84u);
}

TEST(VerdictRecord, SaysUndeterminedForNoByte) {
  Verdict verdict;
  const size_t none = EncodeVerdict(verdict).size();
  verdict.language = "und";
  EXPECT_EQ(EncodeVerdict(verdict).size(), none);
  Verdict back;
  ASSERT_THAT(DecodeVerdict(EncodeVerdict(verdict), back), IsOk());
  EXPECT_EQ(back.language, "und");
}

TEST(VerdictRecord, RefusesDamage) {
  const std::string bytes = EncodeVerdict(Example());
  Verdict back;
  EXPECT_THAT(DecodeVerdict("", back), IsOk());
  EXPECT_THAT(DecodeVerdict("\x02", back),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(DecodeVerdict(bytes + "x", back),
              StatusIs(absl::StatusCode::kDataLoss));
  for (size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeVerdict(bytes.substr(0, size), back),
                StatusIs(absl::StatusCode::kDataLoss));
  }
}

}  // namespace
}  // namespace winnow
