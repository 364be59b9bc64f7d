#include "clients/cli/adapter_lines.h"

#include <string>

#include "gtest/gtest.h"

namespace winnow {
namespace {

v1::Adapter Make(v1::LearningSettings::AdapterMode mode, int64_t refused,
                 int64_t approved) {
  v1::Adapter adapter;
  adapter.set_mode(mode);
  v1::Adapter::Head& head = *adapter.add_heads();
  head.set_score("spam");
  head.set_refused_count(refused);
  head.set_approved_count(approved);
  head.set_votes(refused >= 50 && approved >= 50);
  return adapter;
}

TEST(AdapterLines, SayWhatItIsAndWhatItWaitsFor) {
  EXPECT_EQ(AdapterSentence(Make(v1::LearningSettings::OFF, 0, 0)),
            "adapter off: nothing is learned from decisions");
  EXPECT_EQ(AdapterSentence(Make(v1::LearningSettings::SHADOW, 12, 60)),
            "adapter in shadow: it would have changed 0 verdicts; before it "
            "votes spam needs 38 more refused");
  EXPECT_EQ(AdapterSentence(Make(v1::LearningSettings::ON, 60, 60)),
            "adapter on: it changed 0 verdicts");
  v1::Adapter faded = Make(v1::LearningSettings::ON, 60, 60);
  faded.mutable_heads(0)->set_votes(false);
  EXPECT_EQ(AdapterSentence(faded),
            "adapter on: it changed 0 verdicts; before it votes spam needs "
            "more of the rarer kind: what it saw has faded");
}

TEST(AdapterLines, SayWhatBecameOfVerdicts) {
  v1::Adapter adapter = Make(v1::LearningSettings::SHADOW, 60, 60);
  v1::Adapter::Change& change = *adapter.add_changes();
  change.set_from_verdict(v1::Comment::APPROVED);
  change.set_to_verdict(v1::Comment::HELD);
  change.set_count(3);
  EXPECT_EQ(AdapterSentence(adapter),
            "adapter in shadow: it would have changed 3 verdicts");
  ASSERT_EQ(AdapterChanges(adapter).size(), 1u);
  EXPECT_EQ(AdapterChanges(adapter)[0],
            "3 would have become held instead of approved");
  adapter.set_mode(v1::LearningSettings::ON);
  EXPECT_EQ(AdapterChanges(adapter)[0], "3 became held instead of approved");
}

}  // namespace
}  // namespace winnow
