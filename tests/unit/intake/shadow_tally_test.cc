#include "service/intake/shadow_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Verdict Judged(State state, std::string rule) {
  Verdict verdict;
  verdict.state = state;
  verdict.rule = std::move(rule);
  verdict.policy_revision = "12";
  return verdict;
}

Uuid Numbered(uint8_t number) {
  Uuid id;
  id.value[15] = number;
  return id;
}

TEST(ShadowTally, CountsWhatAShadowPolicySaidAndWhereItParts) {
  ShadowTally tally;
  const Verdict approved = Judged(State::kApproved, "default");
  const Verdict held = Judged(State::kHeld, "links");
  tally.CountPolicy("daily", "3", Numbered(1), approved, approved, true);
  tally.CountPolicy("daily", "3", Numbered(2), approved, held, true);
  tally.CountPolicy("daily", "3", Numbered(3), approved, held, false);
  const std::vector<ShadowCounts> taken = tally.Take();
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].site, "daily");
  EXPECT_EQ(taken[0].key, ShadowPolicyKey("3"));
  EXPECT_THAT(taken[0].counts,
              ElementsAre(Pair("AA", 1), Pair("AH", 2), Pair("k:default", 1),
                          Pair("k:links", 1), Pair("n", 3),
                          Pair("r:default", 1), Pair("r:links", 2)));
  ASSERT_THAT(taken[0].examples, ElementsAre(Pair("AH", testing::SizeIs(2))));
  const auto example = DecodeShadowExample(taken[0].examples.at("AH")[1]);
  ASSERT_THAT(example, IsOk());
  EXPECT_EQ(example->id, Numbered(3));
  EXPECT_EQ(example->from_rule, "default");
  EXPECT_EQ(example->shadow.rule, "links");
  EXPECT_EQ(example->shadow.state, State::kHeld);
  EXPECT_THAT(tally.Take(), IsEmpty());
}

TEST(ShadowTally, KeepsSitesAndShadowsApart) {
  ShadowTally tally;
  const Verdict held = Judged(State::kHeld, "links");
  tally.CountPolicy("daily", "3", Numbered(1), held, held, true);
  tally.CountPolicy("daily", "4", Numbered(1), held, held, true);
  tally.CountPolicy("weekly", "3", Numbered(1), held, held, true);
  Verdict live = held;
  live.shadow_rules = {"pile-on", "zalgo"};
  tally.CountRules("daily", live, true);
  tally.CountRules("daily", live, false);
  const std::vector<ShadowCounts> taken = tally.Take();
  ASSERT_EQ(taken.size(), 4u);
  EXPECT_EQ(taken[0].key, ShadowRulesKey("12"));
  EXPECT_THAT(taken[0].counts,
              ElementsAre(Pair("k:pile-on", 1), Pair("k:zalgo", 1),
                          Pair("r:pile-on", 2), Pair("r:zalgo", 2)));
  EXPECT_EQ(taken[1].key, ShadowPolicyKey("3"));
  EXPECT_EQ(taken[2].key, ShadowPolicyKey("4"));
  EXPECT_EQ(taken[3].site, "weekly");
}

TEST(ShadowTally, TakesCountsBackThatCouldNotBeStoredButNoExamples) {
  ShadowTally tally;
  const Verdict approved = Judged(State::kApproved, "default");
  const Verdict held = Judged(State::kHeld, "links");
  tally.CountPolicy("daily", "3", Numbered(1), approved, held, false);
  ShadowCounts failed = tally.Take().front();
  tally.CountPolicy("daily", "3", Numbered(2), approved, held, false);
  tally.Return(std::move(failed));
  const std::vector<ShadowCounts> taken = tally.Take();
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].counts.at("n"), 2);
  EXPECT_EQ(taken[0].examples.at("AH").size(), 1u);
}

TEST(ShadowTally, BoundsTheExamplesOfAChange) {
  ShadowTally tally;
  const Verdict approved = Judged(State::kApproved, "default");
  const Verdict held = Judged(State::kHeld, "links");
  for (int i = 0; i < 300; ++i) {
    tally.CountPolicy("daily", "3", Numbered(1), approved, held, false);
  }
  const ShadowCounts taken = tally.Take().front();
  EXPECT_EQ(taken.counts.at("AH"), 300);
  EXPECT_EQ(taken.examples.at("AH").size(), kShadowExamplesMax);
}

TEST(ShadowTally, RefusesADamagedExample) {
  const std::string whole =
      EncodeShadowExample({.id = Numbered(1),
                           .from_rule = "default",
                           .shadow = Judged(State::kHeld, "links")});
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(DecodeShadowExample(whole.substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
}

}  // namespace
}  // namespace winnow
