// Policies in shadow beside submissions, on a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/intake/shadow_writer.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::Pair;

// A room whose policy judges in shadow too.
struct ShadowedRoom : Newsroom {
  ShadowedRoom() { SetShadow("the same"); }

  void SetShadow(const std::string& text) {
    EXPECT_THAT(sites->Change(site, std::nullopt,
                              {{"shadow-policy", text}, {"shadow-number", "7"}},
                              "digest", "record"),
                IsOk());
  }
};

TEST(Shadows, AreAskedAfterTheAnswer) {
  ShadowedRoom room;
  std::promise<size_t> at_answer;
  Submission submission = room.CommentOf("hold me please");
  submission.site = room.site;
  room.intake->Submit(std::move(submission),
                      [&](absl::StatusOr<Submitted> submitted) {
                        EXPECT_THAT(submitted, IsOk());
                        at_answer.set_value(room.shadows.Take().size());
                      });
  EXPECT_EQ(at_answer.get_future().get(), 0u);
  // Who ends the intake waits for what they say.
  room.intake.reset();
  const std::vector<ShadowCounts> counted = room.shadows.Take();
  ASSERT_EQ(counted.size(), 1u);
  EXPECT_EQ(counted[0].key, ShadowPolicyKey("7"));
  EXPECT_THAT(counted[0].counts,
              ElementsAre(Pair("HH", 1), Pair("n", 1), Pair("r:suspect", 1)));
}

TEST(Shadows, AreCountedInTheStoreWithExamplesOfEachChange) {
  Newsroom room;
  ShadowTally tally;
  Verdict held;
  held.rule = "suspect";
  Verdict approved;
  approved.state = State::kApproved;
  approved.rule = "default";
  std::vector<std::string> newest;
  {
    ShadowWriter writer(tally, *room.sites);
    for (int i = 0; i < 3; ++i) {
      const Uuid id = MakeUuidV7(RealClock(), SystemRandom());
      tally.CountPolicy(room.site, "7", id, approved, held, true);
      tally.CountPolicy(room.site, "7", id, held, approved, false);
      newest.insert(newest.begin(), id.ToString());
    }
    // The writer writes what is left before it ends.
  }
  EXPECT_TRUE(tally.Take().empty());
  const auto counts =
      room.sites->ReadShadowCounts(room.site, ShadowPolicyKey("7"), 10);
  ASSERT_THAT(counts, IsOk());
  EXPECT_THAT(
      counts->counts,
      ElementsAre(Pair("AH", 3), Pair("HA", 3), Pair("k:suspect", 3),
                  Pair("n", 6), Pair("r:default", 3), Pair("r:suspect", 3)));
  ASSERT_EQ(counts->examples.size(), 2u);
  for (const auto& [change, records] : counts->examples) {
    std::vector<std::string> ids;
    for (const std::string& record : records) {
      const auto example = DecodeShadowExample(record);
      ASSERT_THAT(example, IsOk());
      ids.push_back(example->id.ToString());
    }
    EXPECT_EQ(ids, newest) << change;
  }
}

TEST(Shadows, AreKeptOnlyAsAHundredExamplesOfAChange) {
  Newsroom room;
  ShadowCounts counts;
  counts.site = room.site;
  counts.key = "s1";
  for (int i = 0; i < 60; ++i) {
    counts.examples["AH"].push_back(absl::StrCat("a", i));
  }
  ASSERT_THAT(room.sites->AddShadowCounts(counts), IsOk());
  ASSERT_THAT(room.sites->AddShadowCounts(counts), IsOk());
  const auto read = room.sites->ReadShadowCounts(room.site, "s1", 1000);
  ASSERT_THAT(read, IsOk());
  const auto& kept = read->examples.at("AH");
  EXPECT_EQ(kept.size(), kShadowExamplesMax);
  EXPECT_EQ(kept.front(), "a59");
}

TEST(Shadows, ThatCannotBeUsedAreLeftOutAndTheLivePolicyGoesOn) {
  ShadowedRoom room;
  ASSERT_TRUE((*room.live->LoadNewest(room.site))->shadow);
  room.SetShadow(kUnusable);
  testing::internal::CaptureStderr();
  const auto live = room.live->LoadNewest(room.site);
  const std::string log = testing::internal::GetCapturedStderr();
  ASSERT_THAT(live, IsOk());
  EXPECT_FALSE((*live)->shadow);
  EXPECT_TRUE((*live)->usable);
  EXPECT_THAT(log,
              testing::HasSubstr("event=shadow_policy_unusable site=daily"));
}

}  // namespace
}  // namespace winnow
