// Who sweeps: one at a time, another when it dies, from where it stopped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/moderation/sweeper.h"
#include "tests/redis/moderation/retention_room.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

using testing::HasSubstr;

constexpr absl::Duration kLong = absl::Minutes(10);
constexpr SweepPace kFast = {.pause = absl::Milliseconds(1),
                             .lease = kLong,
                             .look = absl::Milliseconds(2)};

class SweeperTest : public RetentionRoom {
 protected:
  // Comments that are to go.
  void PostOld(int count) {
    for (int i = 0; i < count; ++i) {
      Submission submission =
          room_.CommentOf(absl::StrCat(kSpam, " number ", i));
      submission.trusted = true;
      MakeOlder(Submit(std::move(submission)), Days(16));
    }
  }

  std::unique_ptr<Sweeper> Start(const std::string& who, Metrics& metrics,
                                 SweepPace pace = kFast) {
    return std::make_unique<Sweeper>(
        who, retention_, *room_.sites, audit_, *room_.live,
        [this](absl::string_view) { return room_.settings; }, metrics, pace);
  }

  // The time of whoever sweeps is over, as if it had died long ago.
  void EndLease() { Global({"HSET", "winnow:{!}:sweep", "until", "1"}); }

  std::string State(const std::string& field) {
    return std::string(Global({"HGET", "winnow:{!}:sweep", field}).text());
  }

  Reply Global(const std::vector<std::string>& words) {
    Command command(words[0]);
    for (size_t i = 1; i < words.size(); ++i) command.Append(words[i]);
    auto reply = room_.redis->Call("winnow:{!}:", std::move(command), {});
    EXPECT_THAT(reply, IsOk());
    return *std::move(reply);
  }

  static std::string Taken(int count) {
    return absl::StrCat("winnow_sweep_swept_total{kind=\"comment\"} ", count);
  }
};

TEST_F(SweeperTest, OneHoldsTheLeaseUntilItEnds) {
  EXPECT_TRUE(retention_.Hold("one", kLong)->held);
  EXPECT_TRUE(retention_.Hold("one", kLong)->held) << "holds it anew";
  EXPECT_FALSE(retention_.Hold("two", kLong)->held);
  EXPECT_FALSE(retention_.Hold("two", absl::ZeroDuration())->held);
  EXPECT_THAT(retention_.BeginRun("one"), IsOk());
  EndLease();
  EXPECT_THAT(retention_.FinishSite("one", "daily"),
              StatusIs(absl::StatusCode::kAborted));
  const auto taken = retention_.Hold("two", kLong);
  ASSERT_THAT(taken, IsOk());
  EXPECT_TRUE(taken->held);
  EXPECT_TRUE(taken->began) << "the run goes on";
  EXPECT_FALSE(retention_.Hold("one", kLong)->held);
  EXPECT_THAT(retention_.FinishRun("one"),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(retention_.FinishSite("two", "daily"), IsOk());
  EXPECT_EQ(retention_.Hold("two", kLong)->site, "daily");
  EXPECT_THAT(retention_.FinishRun("two"), IsOk());
  const auto ended = retention_.Hold("two", absl::ZeroDuration());
  ASSERT_THAT(ended, IsOk());
  EXPECT_FALSE(ended->held);
  EXPECT_FALSE(ended->began);
  EXPECT_EQ(ended->last_began, taken->began);
  EXPECT_TRUE(retention_.Hold("one", kLong)->held) << "it was given up";
}

TEST_F(SweeperTest, SweepsAtOnceAndThenFourTimesADay) {
  PostOld(30);
  Metrics metrics;
  const auto sweeper = Start("one", metrics);
  ASSERT_TRUE(Eventually([&] { return State("last-ended") != ""; }));
  EXPECT_EQ(Counts().spam, 0);
  ExpectCountsRight();
  ASSERT_TRUE(Eventually([&] {
    return !absl::StrContains(metrics.Expose(),
                              "winnow_sweep_finished_seconds 0");
  }));
  EXPECT_THAT(metrics.Expose(), HasSubstr(Taken(30)));
  EXPECT_THAT(metrics.Expose(), HasSubstr("winnow_sweep_holds 1"));
  // The next one is not due.
  PostOld(1);
  const std::string until = State("until");
  ASSERT_TRUE(Eventually([&] { return State("until") != until; }));
  EXPECT_EQ(State("began"), "");
  EXPECT_EQ(Counts().spam, 1);
  Global({"HSET", "winnow:{!}:sweep", "last-began", Ago(absl::Hours(6))});
  ASSERT_TRUE(Eventually([&] { return Counts().spam == 0; }));
}

TEST_F(SweeperTest, WaitsForTheOneThatSweepsAndGoesOnWhenItDied) {
  PostOld(60);
  // One that began, took a part of the site and died.
  ASSERT_TRUE(retention_.Hold("dead", kLong)->held);
  const auto run = retention_.BeginRun("dead");
  ASSERT_THAT(run, IsOk());
  int calls = 0;
  const auto part = SweepSite(retention_, room_.site,
                              {.began = *run,
                               .clocks = {},
                               .pages_repeated = 1,
                               .go_on = [&] { return calls++ < 3; },
                               .count = [](const SweptCounts&) {}});
  ASSERT_THAT(part, IsOk());
  EXPECT_EQ(Counts().spam, 35);

  Metrics metrics;
  const auto sweeper = Start("next", metrics);
  ASSERT_TRUE(Eventually([&] {
    // It has looked, and heard of the run that the other one began.
    return sweeper->Behind() > absl::ZeroDuration();
  }));
  EXPECT_THAT(metrics.Expose(), HasSubstr("winnow_sweep_holds 0"));
  EXPECT_EQ(State("holder"), "dead");
  EXPECT_EQ(Counts().spam, 35);
  EndLease();
  // It grows while nobody sweeps.
  const absl::Duration behind = sweeper->Behind();
  ASSERT_TRUE(Eventually([&] { return sweeper->Behind() > behind; }));
  ASSERT_TRUE(Eventually([&] { return State("last-ended") != ""; }));
  EXPECT_EQ(State("holder"), "next");
  EXPECT_EQ(State("last-began"), absl::StrCat(absl::ToUnixMillis(*run)));
  EXPECT_EQ(Counts().spam, 0);
  EXPECT_THAT(metrics.Expose(), HasSubstr(Taken(35)));
  ExpectCountsRight();
}

TEST_F(SweeperTest, EndsBetweenTwoCallsAndLetsAnotherGoOnAtOnce) {
  PostOld(60);
  Metrics metrics;
  SweepPace slow = kFast;
  slow.pause = absl::Milliseconds(100);
  auto sweeper = Start("one", metrics, slow);
  ASSERT_TRUE(Eventually([&] { return State("began") != ""; }));
  sweeper.reset();
  EXPECT_EQ(State("holder"), "");
  EXPECT_NE(State("began"), "") << "it was not finished";
  Metrics others;
  const auto other = Start("other", others);
  ASSERT_TRUE(Eventually([&] { return State("last-ended") != ""; }));
  EXPECT_EQ(Counts().spam, 0);
  ExpectCountsRight();
}

TEST_F(SweeperTest, TwoTogetherTakeEachCommentOnce) {
  PostOld(120);
  Metrics metrics;
  Metrics others;
  const auto one = Start("one", metrics);
  const auto two = Start("two", others);
  ASSERT_TRUE(Eventually([&] { return State("last-ended") != ""; }));
  EXPECT_EQ(Counts().spam, 0);
  const std::string all = metrics.Expose() + others.Expose();
  EXPECT_THAT(all, HasSubstr(Taken(120)));
  EXPECT_THAT(all, HasSubstr(Taken(0)));
}

TEST_F(SweeperTest, LeavesASiteWhoseSettingsNobodyCanRead) {
  PostOld(1);
  Metrics metrics;
  const Sweeper sweeper(
      "one", retention_, *room_.sites, audit_, *room_.live,
      [](absl::string_view) -> absl::StatusOr<SiteSettings> {
        return absl::InternalError("stored settings cannot be read");
      },
      metrics, kFast);
  ASSERT_TRUE(Eventually([&] { return State("last-ended") != ""; }));
  EXPECT_EQ(Counts().spam, 1);
  EXPECT_THAT(metrics.Expose(), HasSubstr("winnow_sweep_failures_total 1"));
}

}  // namespace
}  // namespace winnow
