#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/moderation/queue_alarms.h"
#include "service/store/redis/redis_queue_watch_store.h"
#include "tests/redis/moderation/lease_room.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class QueueAlarmsTest : public LeaseRoom {
 protected:
  QueueMeasure Measure(int64_t held_max,
                       absl::Duration age_max = absl::ZeroDuration()) {
    const auto measure = store_.Measure(room_.site, held_max, age_max);
    EXPECT_THAT(measure, IsOk());
    return *measure;
  }

  std::vector<Event> Alarms() {
    const auto page = room_.feed->After(room_.site, "", false, 100,
                                        /*include_queue_alarms=*/true);
    EXPECT_THAT(page, IsOk());
    std::vector<Event> alarms;
    for (const Event& event : page->events) {
      if (event.type == EventType::kQueueAlarm) alarms.push_back(event);
    }
    return alarms;
  }

  // Lets a comment have arrived `age` ago, in the queue's eyes.
  void MakeOlder(const Uuid& id, absl::Duration age) {
    room_.Redis({"ZINCRBY", "…held",
                 absl::StrCat(-absl::ToInt64Milliseconds(age)),
                 std::string(id.Bytes())});
  }

  RedisQueueWatchStore store_ = RedisQueueWatchStore(*room_.redis);
};

TEST_F(QueueAlarmsTest, TellOnceOfALongQueueAndAgainAfterItFell) {
  std::vector<Uuid> ids;
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(Measure(10).alarmed);
    ids.push_back(room_.Post(absl::StrCat("hold me, said number ", i)));
  }
  EXPECT_TRUE(Measure(10).alarmed);
  EXPECT_FALSE(Measure(10).alarmed);
  ASSERT_EQ(Alarms().size(), 1u);
  EXPECT_EQ(Alarms()[0].alarm.held, 10);
  EXPECT_EQ(Alarms()[0].alarm.held_max, 10);
  EXPECT_EQ(Alarms()[0].alarm.oldest, ids[0].Time());
  // Nine is still too near to ten.
  EXPECT_THAT(Decide(ines_, ids[0]), IsOk());
  EXPECT_FALSE(Measure(10).alarmed);
  room_.Post("hold me once more");
  EXPECT_FALSE(Measure(10).alarmed);
  EXPECT_THAT(Decide(ines_, ids[1]), IsOk());
  EXPECT_THAT(Decide(ines_, ids[2]), IsOk());
  EXPECT_FALSE(Measure(10).alarmed);
  room_.Post("hold me, I beg you");
  room_.Post("hold me, as you did before");
  EXPECT_TRUE(Measure(10).alarmed);
  EXPECT_EQ(Alarms().size(), 2u);
}

TEST_F(QueueAlarmsTest, AreNotToldTwiceByServersThatKnowOtherLimits) {
  room_.Post("hold me please");
  room_.Post("hold me too");
  EXPECT_TRUE(Measure(2).alarmed);
  EXPECT_FALSE(Measure(80'000).alarmed);
  EXPECT_FALSE(Measure(2).alarmed);
  EXPECT_EQ(Alarms().size(), 1u);
}

TEST_F(QueueAlarmsTest, TellOfAnOldCommentBesideALongQueue) {
  const Uuid id = room_.Post("hold me please");
  room_.Post("hold me too");
  MakeOlder(id, absl::Hours(50));
  EXPECT_FALSE(Measure(100).alarmed);
  EXPECT_TRUE(Measure(100, absl::Hours(48)).alarmed);
  EXPECT_FALSE(Measure(100, absl::Hours(48)).alarmed);
  EXPECT_TRUE(Measure(2, absl::Hours(48)).alarmed);
  EXPECT_GE(Measure(2).oldest_age, absl::Hours(50));
  // A leased one has waited no less.
  Take(ines_);
  EXPECT_GE(Measure(2).oldest_age, absl::Hours(50));
  EXPECT_THAT(Decide(ines_, id), IsOk());
  EXPECT_LT(Measure(2).oldest_age, absl::Hours(1));
}

TEST_F(QueueAlarmsTest, AreNotForWhoDoesNotAskForThem) {
  room_.Post("hold me please");
  EXPECT_TRUE(Measure(1).alarmed);
  const auto page = room_.feed->After(room_.site, "", false, 100);
  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(page->events, IsEmpty());
}

TEST_F(QueueAlarmsTest, CountWhatComesAndGoes) {
  const Uuid id = room_.Post("hold me please");
  room_.Post("hold me too");
  room_.Post("published at once");
  EXPECT_EQ(Measure(100).added_total(), 2);
  Take(ines_);
  EXPECT_EQ(Measure(100).leased, 1);
  EXPECT_THAT(Decide(ines_, id), IsOk());
  EXPECT_THAT(room_.moderation->Undo(room_.site, id, std::nullopt, ines_),
              IsOk());
  const QueueMeasure measure = Measure(100);
  EXPECT_EQ(measure.held, 2);
  EXPECT_EQ(measure.leased, 0);
  EXPECT_EQ(measure.removed_total, 1);
  EXPECT_EQ(measure.added_total(), 3);
}

TEST_F(QueueAlarmsTest, AreRaisedForASiteThatNobodyCallsAbout) {
  // A limit that nothing comes up to is held_max.
  room_.settings.queue_alarm_held = 1000;
  room_.settings.held_max = 1;
  room_.Post("hold me please");
  // Another server, which has loaded nothing.
  const auto sites = room_.MakeLiveSites();
  QueueAlarms alarms(
      store_, *room_.sites, *sites,
      [this](absl::string_view) { return room_.settings; }, *room_.metrics,
      absl::Milliseconds(20));
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (Alarms().empty() && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_EQ(Alarms().size(), 1u);
  const auto shows = [&] {
    return absl::StrContains(room_.metrics->Expose(),
                             "winnow_queue_held{site=\"daily\"} 1");
  };
  while (!shows() && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_THAT(room_.metrics->Expose(),
              AllOf(HasSubstr("winnow_queue_leased{site=\"daily\"} 0"),
                    HasSubstr("winnow_queue_added_total{site=\"daily\"} 1"),
                    HasSubstr("winnow_queue_removed_total{site=\"daily\"} 0")));
  EXPECT_EQ(sites->Find("daily"), nullptr) << "it is loaded for callers only";
}

}  // namespace
}  // namespace winnow
