#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/store/redis/redis_status_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

class StatusStoreTest : public testing::Test {
 protected:
  SiteActivity Look() {
    auto activity = status_.Activity(room_.site, kLagMax);
    EXPECT_THAT(activity, IsOk());
    return activity.ok() ? *std::move(activity) : SiteActivity();
  }

  std::string Cursor() {
    const auto latest = room_.store->LatestCursor(room_.site);
    EXPECT_THAT(latest, IsOk());
    return latest.value_or("");
  }

  void Acknowledge(const std::string& name, const std::string& cursor) {
    EXPECT_THAT(room_.feed->Acknowledge(room_.site, name, cursor), IsOk());
  }

  Newsroom room_;
  RedisStatusStore status_{*room_.redis};
};

TEST_F(StatusStoreTest, FindsNothingWhereNothingIs) {
  const SiteActivity activity = Look();
  EXPECT_EQ(activity.arrived, 0);
  EXPECT_TRUE(activity.subscriptions.empty());
}

TEST_F(StatusStoreTest, CountsWhatArrivedInEveryState) {
  room_.Post("a calm remark");
  const Uuid held = room_.Post("hold me, please");
  room_.Post("urgent, hold this too");
  room_.Post("an awful remark");
  room_.Post("casino");
  EXPECT_EQ(Look().arrived, 5);
  const auto everything = CommentFilter::Parse("");
  ASSERT_THAT(everything, IsOk());
  const auto leased = room_.leases->Next(
      {.site = room_.site}, *everything, /*sees_all=*/true,
      [](const StoredComment&) { return true; }, room_.moderator());
  ASSERT_THAT(leased, IsOk());
  EXPECT_EQ(leased->comments.size(), 1u);
  EXPECT_EQ(Look().arrived, 5);
  // One that came two days ago is not of today.
  const bool is_leased = leased->comments[0].comment.id == held;
  room_.Redis({"ZINCRBY", is_leased ? "…leased-queue" : "…held",
               std::to_string(-2 * 86400000), std::string(held.Bytes())});
  EXPECT_EQ(Look().arrived, 4);
}

TEST_F(StatusStoreTest, CountsWhatAReaderHasNotAcknowledged) {
  room_.Post("one");
  const std::string first = Cursor();
  Acknowledge("pages", first);
  EXPECT_EQ(Look().subscriptions.at(0).events, 0);
  room_.Post("two");
  room_.Post("hold me");  // nothing for a reader of approvals
  room_.Post("three");
  Acknowledge("mail", Cursor());
  const SiteActivity activity = Look();
  ASSERT_EQ(activity.subscriptions.size(), 2u);
  const SubscriptionLag& mail = activity.subscriptions[0];
  EXPECT_EQ(mail.name, "mail");
  EXPECT_EQ(mail.events, 0);
  EXPECT_EQ(mail.oldest_event_time, absl::InfiniteFuture());
  const SubscriptionLag& pages = activity.subscriptions[1];
  EXPECT_EQ(pages.name, "pages");
  EXPECT_EQ(pages.cursor, first);
  EXPECT_EQ(pages.events, 2);
  EXPECT_FALSE(pages.more);
  EXPECT_LE(absl::AbsDuration(absl::Now() - pages.oldest_event_time),
            absl::Minutes(1));
  EXPECT_LE(absl::AbsDuration(absl::Now() - pages.acknowledge_time),
            absl::Minutes(1));
}

TEST_F(StatusStoreTest, CountsNoFurtherThanItsBound) {
  room_.Post("one");
  Acknowledge("pages", Cursor());
  for (int i = 0; i < kLagMax; ++i) {
    room_.Redis(
        {"XADD", "…feed", "*", "t", "a", "c", "0123456789abcdef", "r", "1"});
  }
  EXPECT_EQ(Look().subscriptions.at(0).events, kLagMax);
  EXPECT_FALSE(Look().subscriptions.at(0).more);
  room_.Redis(
      {"XADD", "…feed", "*", "t", "a", "c", "0123456789abcdef", "r", "1"});
  EXPECT_EQ(Look().subscriptions.at(0).events, kLagMax);
  EXPECT_TRUE(Look().subscriptions.at(0).more);
  // A hundred readers are not a hundred times the work.
  for (int i = 0; i < 99; ++i) {
    room_.Redis({"HSET", "…subscriptions", absl::StrCat("reader", i),
                 "1-1|1700000000000"});
  }
  const SiteActivity many = Look();
  ASSERT_EQ(many.subscriptions.size(), 100u);
  for (const SubscriptionLag& lag : many.subscriptions) {
    EXPECT_LE(lag.events, 10) << lag.name;
    EXPECT_TRUE(lag.more) << lag.name;
  }
}

TEST_F(StatusStoreTest, SeesWhatWaitsBehindAWaveOfSpam) {
  room_.Post("one");
  Acknowledge("pages", Cursor());
  const auto add = [this](const std::string& type, int count) {
    for (int i = 0; i < count; ++i) {
      room_.Redis(
          {"XADD", "…feed", "*", "t", type, "c", "0123456789abcdef", "r", "1"});
    }
  };
  add("s", kLagMax + 1);
  // Nothing that a reader is sent.
  EXPECT_FALSE(Look().subscriptions.at(0).more);
  EXPECT_EQ(Look().subscriptions.at(0).oldest_event_time,
            absl::InfiniteFuture());
  add("a", 1);
  const SubscriptionLag lag = Look().subscriptions.at(0);
  EXPECT_EQ(lag.events, 0);
  EXPECT_TRUE(lag.more);
  EXPECT_LE(absl::AbsDuration(absl::Now() - lag.oldest_event_time),
            absl::Minutes(1));
}

TEST_F(StatusStoreTest, CountsOfEachSubscriptionWhatItIsSent) {
  struct Row {
    const char* name;
    SubscriptionChange change;
    int64_t events;
  };
  // Of one event of each type.
  const Row rows[] = {
      {"alarms", {.include_queue_alarms = true}, 4},
      {"all", {.include_state_changes = true, .include_queue_alarms = true}, 7},
      {"pages", {.required = false}, 3},
      {"states", {.include_state_changes = true}, 6},
  };
  for (const Row& row : rows) {
    EXPECT_THAT(room_.feed->Change(room_.site, row.name, row.change), IsOk());
  }
  // As a version wrote it that kept only these.
  room_.Redis({"HSET", "…subscriptions", "yesterday", "0-0|1700000000000"});
  for (const char* type : {"q", "h", "r", "s", "a", "e", "x"}) {
    room_.Redis(
        {"XADD", "…feed", "*", "t", type, "c", "0123456789abcdef", "r", "1"});
  }
  const SiteActivity activity = Look();
  ASSERT_EQ(activity.subscriptions.size(), 5u);
  for (size_t i = 0; i < 4; ++i) {
    const SubscriptionLag& lag = activity.subscriptions[i];
    EXPECT_EQ(lag.name, rows[i].name);
    EXPECT_EQ(lag.events, rows[i].events) << lag.name;
    EXPECT_EQ(lag.terms.required, lag.name != "pages") << lag.name;
    EXPECT_LE(absl::AbsDuration(absl::Now() - lag.create_time),
              absl::Minutes(1))
        << lag.name;
  }
  EXPECT_EQ(activity.subscriptions[4].events, 3);
  EXPECT_EQ(activity.subscriptions[4].terms, SubscriptionTerms());
  EXPECT_EQ(activity.subscriptions[4].create_time, absl::InfinitePast());
}

TEST_F(StatusStoreTest, ForgetsASubscription) {
  room_.Post("one");
  Acknowledge("pages", Cursor());
  EXPECT_THAT(room_.feed->Forget(room_.site, "pages"), IsOk());
  EXPECT_TRUE(Look().subscriptions.empty());
  EXPECT_TRUE(absl::IsNotFound(room_.feed->Forget(room_.site, "pages")));
  EXPECT_TRUE(absl::IsInvalidArgument(room_.feed->Forget(room_.site, "no no")));
}

TEST_F(StatusStoreTest, LeavesOutASubscriptionThatCannotBeRead) {
  room_.Redis({"HSET", "…subscriptions", "odd", "nonsense"});
  room_.Redis({"HSET", "…subscriptions", "sound",
               "0-0|1700000000000|z|1600000000000|more"});
  const SiteActivity activity = Look();
  ASSERT_EQ(activity.subscriptions.size(), 1u);
  EXPECT_EQ(activity.subscriptions[0].name, "sound");
}

TEST_F(StatusStoreTest, KeepsOneSampleAnHourForSevenDays) {
  const int64_t hour = absl::ToUnixSeconds(absl::Now()) / 3600;
  for (const int64_t age : {-5, 1, 167, 168, 300}) {
    room_.Redis({"HSET", "winnow:{!}:growth", std::to_string(hour - age),
                 absl::StrCat(1000 - age, " 50")});
  }
  auto samples = status_.NoteGrowth(2000, std::nullopt);
  ASSERT_THAT(samples, IsOk());
  ASSERT_EQ(samples->size(), 3u);
  EXPECT_EQ((*samples)[0].memory_used_bytes, 1000 - 167);
  EXPECT_EQ((*samples)[0].disk_free_bytes, 50);
  EXPECT_EQ((*samples)[2].memory_used_bytes, 2000);
  EXPECT_FALSE((*samples)[2].disk_free_bytes.has_value());
  EXPECT_EQ((*samples)[2].time - (*samples)[1].time, absl::Hours(1));
  // Another server's in the same hour changes nothing.
  samples = status_.NoteGrowth(3000, 7);
  ASSERT_THAT(samples, IsOk());
  EXPECT_EQ(samples->back().memory_used_bytes, 2000);
}

}  // namespace
}  // namespace winnow
