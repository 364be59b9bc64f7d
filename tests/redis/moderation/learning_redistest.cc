// Learning from moderators, on a real Redis and with two servers.
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/moderation/adapter_features.h"
#include "service/moderation/learner.h"
#include "service/moderation/lessons.h"
#include "tests/redis/moderation/learning_room.h"

namespace winnow {
namespace {

TEST_F(LearningTest, ADecisionReachesEveryServerWithinSeconds) {
  Server first(room_);
  Server second(room_);
  first.Site(room_);
  const auto live = second.Site(room_);
  Teach(3);
  // Nobody asks the second one: its own thread finds out.
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (absl::Now() < deadline) {
    const auto adapter = live->adapter->Get().adapter;
    if (adapter && Spam(*adapter).bad == 3 && Spam(*adapter).good == 3) break;
    std::this_thread::yield();
  }
  const auto there = live->adapter->Get().adapter;
  ASSERT_NE(there, nullptr);
  EXPECT_EQ(there->Serialize(), Learned(first)->Serialize());
  EXPECT_EQ(Spam(*there).bad, 3);
  EXPECT_EQ(Waiting(), 0) << "what was learned is no longer kept";
}

TEST_F(LearningTest, ServersThatLearnAtOnceLearnEachDecisionOnce) {
  Server first(room_);
  Server second(room_);
  first.Site(room_);
  second.Site(room_);
  for (int round = 0; round < 10; ++round) {
    Teach(1);
    std::thread other([&] { Learned(second); });
    Learned(first);
    other.join();
  }
  EXPECT_EQ(Spam(*Learned(first)).bad, 10);
  EXPECT_EQ(Learned(first)->Serialize(), Learned(second)->Serialize());
}

TEST_F(LearningTest, WhatWasLearnedSurvivesARestart) {
  std::string before;
  {
    Server server(room_);
    Teach(kEnough);
    before = Learned(server)->Serialize();
  }
  const auto sites = room_.MakeLiveSites();
  // At once, and not only when a learner asks.
  const auto live = *sites->Load(room_.site, 0);
  const auto use = live->adapter->Get();
  ASSERT_NE(use.adapter, nullptr);
  EXPECT_TRUE(use.adapter->Votes(kSpamHead));
  EXPECT_EQ(use.adapter->Serialize(), before);
}

TEST_F(LearningTest, InShadowItCountsAndOnItMovesScores) {
  // On the server that the room submits to.
  Learner learner(*room_.adapters, *room_.store, *room_.live, RealClock(),
                  *room_.metrics);
  Teach(kEnough);
  const auto taught = learner.Newest(room_.site);
  ASSERT_TRUE(taught.ok()) << taught.status();
  ASSERT_TRUE(taught->adapter->Votes(kSpamHead));

  const StoredComment shadow = Stored(Post("gold bullion for sale"));
  EXPECT_EQ(shadow.comment.state, State::kApproved);
  EXPECT_NEAR(shadow.hidden.verdict.scores.at("spam"), 0.5, 1e-3);
  EXPECT_TRUE(shadow.hidden.verdict.adapter.shifts.empty());
  ASSERT_TRUE(shadow.hidden.verdict.adapter.change);
  EXPECT_EQ(shadow.hidden.verdict.adapter.change->without, State::kApproved);
  EXPECT_EQ(shadow.hidden.verdict.adapter.change->with, State::kHeld);
  room_.intake.reset();  // ends after what it still counts
  const auto counted = room_.shadows.Take();
  ASSERT_EQ(counted.size(), 1u);
  EXPECT_EQ(counted[0].key, AdapterCountsKey(Unsure().model().revision()));
  EXPECT_EQ(counted[0].counts.at("AH"), 1);
  EXPECT_EQ(counted[0].counts.at(AdapterHeadField(kSpamHead)), 1);

  room_.intake = std::make_unique<Intake>(
      *room_.store, *room_.live, *room_.workers, RealClock(), SystemRandom(),
      *room_.metrics, room_.shadows);
  SetMode(AdapterMode::kOn);
  const StoredComment on = Stored(Post("gold bullion for sale"));
  EXPECT_EQ(on.comment.state, State::kHeld);
  EXPECT_EQ(on.hidden.verdict.rule, "probably-spam");
  EXPECT_NEAR(on.hidden.verdict.scores.at("spam"), 0.7, 1e-3);
  EXPECT_NEAR(on.hidden.verdict.adapter.shifts.at("spam"), 0.2, 1e-3);
  ASSERT_TRUE(on.hidden.verdict.adapter.change);
  EXPECT_EQ(on.hidden.verdict.adapter.change->without, State::kApproved);
  EXPECT_EQ(on.hidden.verdict.adapter.change->with, State::kHeld);

  // People file both as spam, as it wanted.
  Decide(shadow.comment.id, State::kSpam);
  Decide(on.comment.id, State::kSpam);
  EXPECT_EQ(Spam(*learner.Newest(room_.site)->adapter).agreed, 2);
  // Whoever decides again does not agree again, and whoever undoes no longer.
  Decide(shadow.comment.id, State::kRejected, "abuse");
  EXPECT_EQ(Spam(*learner.Newest(room_.site)->adapter).agreed, 2);
  ASSERT_TRUE(
      room_.moderation->Undo(room_.site, on.comment.id, std::nullopt, Person())
          .ok());
  EXPECT_EQ(Spam(*learner.Newest(room_.site)->adapter).agreed, 1);
}

TEST_F(LearningTest, AnUndoneDecisionIsTakenBack) {
  Server server(room_);
  const Uuid id = Post("gold bullion for sale");
  Decide(id, State::kSpam);
  EXPECT_EQ(Spam(*Learned(server)).bad, 1);
  ASSERT_TRUE(
      room_.moderation->Undo(room_.site, id, std::nullopt, Person()).ok());
  const auto after = Learned(server);
  EXPECT_EQ(Spam(*after).bad, 0);
  ASSERT_EQ(after->state().lessons.size(), 1u);
  EXPECT_TRUE(after->state().lessons[0].IsTakenBack());
}

TEST_F(LearningTest, WhatNoPersonDecidedTeachesNothing) {
  room_.Post("gold bullion");
  const Uuid held = room_.Post("hold me please");
  EXPECT_EQ(Waiting(), 0);
  Policy lenient = ScorePolicy();
  lenient.filters.lists.pop_back();
  room_.Apply(lenient);
  const auto rows = room_.moderation->Rescreen(room_.site, {Stored(held)},
                                               /*dry_run=*/false, "", Person());
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 1u);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(LearningTest, ARejectionTeachesOnlyWhereItsReasonIsAbuse) {
  Server server(room_);
  Decide(Post("you fool"), State::kRejected, "insult");
  Decide(Post("buses and trains"), State::kRejected, "off_topic");
  const auto adapter = Learned(server);
  EXPECT_EQ(adapter->state().heads[kToxicityHead].bad, 1);
  EXPECT_EQ(adapter->state().lessons.size(), 1u);
  EXPECT_EQ(Spam(*adapter).bad, 0);
}

TEST_F(LearningTest, ACommentErasedOrEditedMeanwhileIsPassedOver) {
  const Uuid erased = Post("gold bullion for sale");
  Decide(erased, State::kSpam);
  room_.Redis({"DEL", absl::StrCat("…comment:", erased.Bytes())});
  const Uuid edited = Post("gold bullion for sale");
  Decide(edited, State::kSpam);
  room_.Redis(
      {"HSET", absl::StrCat("…comment:", edited.Bytes()), "body", "another"});
  Server server(room_);
  const auto adapter = Learned(server);
  EXPECT_TRUE(adapter->state().lessons.empty());
  EXPECT_EQ(adapter->state().passed_over, 2);
  EXPECT_EQ(Waiting(), 0);
}

TEST_F(LearningTest, AnAdapterThatIsOffLearnsNothing) {
  SetMode(AdapterMode::kOff);
  Server server(room_);
  // This room's server has to notice, as any does with its next comment.
  Decide(Post("gold bullion for sale"), State::kSpam);
  EXPECT_EQ(Waiting(), 0);
  EXPECT_EQ(server.Site(room_)->adapter->Get().adapter, nullptr);
  EXPECT_EQ(Spam(*Learned(server)).bad, 0);
  SetMode(AdapterMode::kShadow);
  Decide(Post("gold bullion for sale"), State::kSpam);
  EXPECT_EQ(Spam(*Learned(server)).bad, 1);
}

TEST_F(LearningTest, AResetReachesTheOtherServers) {
  Server first(room_);
  Server second(room_);
  Teach(3);
  Learned(first);
  EXPECT_EQ(Spam(*Learned(second)).bad, 3);
  ASSERT_TRUE(
      room_.adapters
          ->Reset(room_.site, Unsure().model().revision(), "digest", "record")
          .ok());
  EXPECT_EQ(Spam(*Learned(second)).bad, 0);
  EXPECT_EQ(Spam(*Learned(first)).bad, 0);
  Teach(1);
  EXPECT_EQ(Spam(*Learned(first)).bad, 1);
}

TEST_F(LearningTest, ADamagedAdapterBeginsAnewAndScreeningGoesOn) {
  {
    Server server(room_);
    Teach(3);
    Learned(server);
  }
  room_.Redis({"HSET", AdapterKey(), "adapter", "WINNOWAD, so they say"});
  Server server(room_);
  Intake intake(*room_.store, *server.sites, *room_.workers, RealClock(),
                SystemRandom(), *room_.metrics, room_.shadows);
  std::promise<absl::StatusOr<Submitted>> answer;
  intake.Submit(room_.CommentOf("the bus is late"),
                [&answer](absl::StatusOr<Submitted> submitted) {
                  answer.set_value(std::move(submitted));
                });
  const auto submitted = answer.get_future().get();
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_EQ(submitted->comment.state, State::kApproved);
  EXPECT_EQ(Spam(*Learned(server)).bad, 0);
  Teach(1);
  EXPECT_EQ(Spam(*Learned(server)).bad, 1);
}

TEST_F(LearningTest, ItsWordsAreThoseOfSeveralComments) {
  Server server(room_);
  Teach(10);
  Decide(Post("gold bullion from xylophone traders"), State::kSpam);
  const auto features =
      FindAdapterFeatures(*room_.store, *server.Site(room_), *Learned(server));
  ASSERT_TRUE(features.ok()) << features.status();
  const auto& spam = (*features)[kSpamHead];
  EXPECT_LE(spam.size(), kAdapterFeaturesMax);
  ASSERT_TRUE(spam.contains("bullion"));
  EXPECT_GT(spam.at("bullion"), 0);
  EXPECT_LT(spam.at("argument"), 0);
  EXPECT_FALSE(spam.contains("xylophone")) << "only one person wrote it";
}

}  // namespace
}  // namespace winnow
