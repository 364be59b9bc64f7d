#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/feed/feed.h"
#include "service/store/redis/feed_tail.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST(Feed, GivesEveryEventOnceInTheOrderOfApproval) {
  Newsroom room;
  std::vector<Uuid> expected;
  for (int i = 0; i < 230; ++i) {
    Submission submission = room.CommentOf(absl::StrCat("Remark ", i));
    submission.trusted = true;
    expected.push_back(room.Submit(submission)->comment.id);
  }
  std::vector<Uuid> seen;
  std::string cursor;
  for (bool more = true; more;) {
    const auto page = room.feed->After(room.site, cursor, false, 100);
    ASSERT_THAT(page, IsOk());
    for (const Event& event : page->events) seen.push_back(event.id);
    cursor = page->next;
    more = page->more;
  }
  EXPECT_EQ(seen, expected);
  EXPECT_THAT(room.feed->After(room.site, cursor, false, 100)->events,
              IsEmpty());
}

TEST(Feed, ShowsChangesOfStateOnlyWhenAsked) {
  Newsroom room;
  room.Post("hold me please");
  room.Post("an awful one");
  EXPECT_THAT(room.feed->After(room.site, "", false, 10)->events, IsEmpty());
  const auto page = room.feed->After(room.site, "", true, 10);
  ASSERT_THAT(page->events, SizeIs(2));
  EXPECT_EQ(page->events[0].type, EventType::kHeld);
  EXPECT_FALSE(page->events[0].comment) << "no text of what is not published";
  EXPECT_EQ(page->events[1].type, EventType::kRejected);
  EXPECT_EQ(page->events[1].public_reason, "language");
}

TEST(Feed, ResumesASubscriptionWhereItAcknowledged) {
  Newsroom room;
  room.Post("one");
  room.Post("two");
  const auto page = room.feed->After(room.site, "", false, 1);
  const std::string first = page->events[0].cursor;
  EXPECT_THAT(room.feed->Acknowledge(room.site, "cms", first),
              IsOkAndHolds(first));
  EXPECT_EQ(room.feed->Begin(room.site, {.subscription = "cms"})->cursor,
            first);
  const std::string latest =
      room.feed->Begin(room.site, {.cursor = kLatest})->cursor;
  EXPECT_NE(latest, first);
  EXPECT_THAT(room.feed->Acknowledge(room.site, "cms", latest),
              IsOkAndHolds(latest));
  // An acknowledgement never moves back.
  EXPECT_THAT(room.feed->Acknowledge(room.site, "cms", first),
              IsOkAndHolds(latest));
}

TEST(Feed, RefusesAnAcknowledgementBeyondTheEndAndTooManySubscriptions) {
  Newsroom room;
  room.Post("one");
  EXPECT_THAT(room.feed->Acknowledge(room.site, "cms", "9999999999999999999-0"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  const auto latest = room.store->LatestCursor(room.site);
  for (int i = 0; i < 100; ++i) {
    ASSERT_THAT(
        room.feed->Acknowledge(room.site, absl::StrCat("s", i), *latest),
        IsOk());
  }
  EXPECT_THAT(room.feed->Acknowledge(room.site, "one-more", *latest),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(room.feed->Change(room.site, "one-more", {.required = false}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(room.feed->Change(room.site, "s0", {.required = false}), IsOk());
}

TEST(Feed, ChangesWhatASubscriptionAsksForAndNotWhereItStands) {
  Newsroom room;
  room.Post("one");
  const auto latest = room.store->LatestCursor(room.site);
  ASSERT_THAT(room.feed->Acknowledge(room.site, "cms", *latest), IsOk());
  const std::vector<SubscriptionChange> changes = {
      {.include_queue_alarms = true}, {.required = false}};
  for (const SubscriptionChange& change : changes) {
    ASSERT_THAT(room.feed->Change(room.site, "cms", change), IsOk());
  }
  auto kept = room.store->FindSubscription(room.site, "cms");
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->cursor, *latest);
  const SubscriptionTerms alarms = {.required = false,
                                    .include_queue_alarms = true};
  EXPECT_EQ(kept->terms, alarms);
  ASSERT_THAT(
      room.feed->Change(room.site, "cms",
                        {.required = true, .include_queue_alarms = false}),
      IsOk());
  kept = room.store->FindSubscription(room.site, "cms");
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->terms, SubscriptionTerms());
  // A new one has seen nothing yet.
  ASSERT_THAT(room.feed->Change(room.site, "new", {.required = false}), IsOk());
  EXPECT_EQ(room.store->FindSubscription(room.site, "new")->cursor, kBeforeAll);
}

TEST(Feed, KeepsWhatASubscriptionAsksForWhenItAcknowledges) {
  Newsroom room;
  room.Post("one");
  const auto latest = room.store->LatestCursor(room.site);
  const auto kept = [&room] {
    return std::string(room.Redis({"HGET", "…subscriptions", "cms"}).text());
  };
  // A letter and a part that a later version may write.
  room.Redis({"HSET", "…subscriptions", "cms",
              "0-0|1700000000000|zq|1600000000000|later"});
  ASSERT_THAT(room.feed->Acknowledge(room.site, "cms", *latest), IsOk());
  EXPECT_THAT(kept(), AllOf(StartsWith(absl::StrCat(*latest, "|")),
                            EndsWith("|zq|1600000000000|later")));
  ASSERT_THAT(
      room.feed->Change(room.site, "cms", {.include_queue_alarms = false}),
      IsOk());
  EXPECT_THAT(kept(), AllOf(StartsWith(absl::StrCat(*latest, "|")),
                            EndsWith("|z|1600000000000|later")));
  // As versions before wrote it.
  room.Redis({"HSET", "…subscriptions", "cms", "0-0|1700000000000"});
  ASSERT_THAT(room.feed->Acknowledge(room.site, "cms", *latest), IsOk());
  const auto found = room.store->FindSubscription(room.site, "cms");
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->cursor, *latest);
  EXPECT_EQ(found->terms, SubscriptionTerms());
}

TEST(Feed, SendsWhatTheSubscriptionAsksForWhereItsReaderLeavesThatOpen) {
  Newsroom room;
  ASSERT_THAT(room.feed->Change(room.site, "hook",
                                {.include_state_changes = true,
                                 .include_queue_alarms = true}),
              IsOk());
  struct Row {
    const char* who;
    FeedReader reader;
    bool state_changes;
    bool queue_alarms;
  };
  const Row rows[] = {
      {"leaves all open", {.subscription = "hook"}, true, true},
      {"begins at an event",
       {.cursor = "1-1", .subscription = "hook"},
       true,
       true},
      {"begins now", {.cursor = kLatest, .subscription = "hook"}, true, true},
      {"wants no changes of state",
       {.subscription = "hook", .include_state_changes = false},
       false,
       true},
      {"wants no alarms",
       {.subscription = "hook", .include_queue_alarms = false},
       true,
       false},
      {"says all itself",
       {.cursor = "1-1",
        .subscription = "hook",
        .include_state_changes = false,
        .include_queue_alarms = false},
       false,
       false},
      {"has one that is not known", {.subscription = "pages"}, false, false},
      {"has none", {.include_state_changes = true}, true, false},
  };
  for (const Row& row : rows) {
    const auto start = room.feed->Begin(room.site, row.reader);
    ASSERT_THAT(start, IsOk()) << row.who;
    EXPECT_EQ(start->include_state_changes, row.state_changes) << row.who;
    EXPECT_EQ(start->include_queue_alarms, row.queue_alarms) << row.who;
    if (IsCursor(row.reader.cursor)) {
      EXPECT_EQ(start->cursor, row.reader.cursor) << row.who;
    }
  }
}

TEST(Feed, RefusesCursorsAndNamesThatAreNone) {
  Newsroom room;
  const std::string cursors[] = {"x",     "1",    "-1",  "1-",
                                 "1-x",   "$",    "+",   std::string(60, '1'),
                                 "1-1-1", "1-1 ", "\x01"};
  for (const std::string& cursor : cursors) {
    EXPECT_THAT(room.feed->Begin(room.site, {.cursor = cursor}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << cursor;
  }
  for (const char* name : {"", "A", "a b", "a|b"}) {
    EXPECT_THAT(room.feed->Acknowledge(room.site, name, "1-1"),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
    EXPECT_THAT(room.feed->Change(room.site, name, {.required = false}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
}

TEST(Feed, SaysWhenEventsAfterACursorAreGone) {
  Newsroom room;
  room.Post("one");
  const std::string cursor =
      room.feed->After(room.site, "", false, 1)->events[0].cursor;
  room.Post("two");
  room.Post("three");
  ASSERT_THAT(
      room.redis->Call(
          "", Command({"XTRIM", "winnow:{daily}:feed", "MAXLEN", "1"}), {}),
      IsOk());
  EXPECT_THAT(room.feed->After(room.site, cursor, false, 10),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(Feed, SaysWhenTheEventOfACursorIsNotThere) {
  Newsroom room;
  const std::string lost = "1-7";
  // As after a restore: nothing is there, then something older, then newer.
  EXPECT_THAT(room.feed->After(room.site, lost, false, 10),
              StatusIs(absl::StatusCode::kOutOfRange));
  room.Post("one");
  const std::string one =
      room.feed->After(room.site, "", false, 1)->events[0].cursor;
  const std::string between = absl::StrCat(one, "9");
  EXPECT_THAT(room.feed->After(room.site, between, false, 10),
              StatusIs(absl::StatusCode::kOutOfRange));
  room.Post("two");
  EXPECT_THAT(room.feed->After(room.site, between, false, 10),
              StatusIs(absl::StatusCode::kOutOfRange));
  const auto next = room.feed->After(room.site, one, false, 1);
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->events.size(), 1);
  EXPECT_THAT(room.feed->After(room.site, "0-0", false, 10), IsOk());
}

// Counts wakes and waits for them.
class Wakes {
 public:
  void Add() {
    std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  int count() {
    std::lock_guard lock(mutex_);
    return count_;
  }
  bool WaitForMoreThan(int seen) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return count_ > seen; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

TEST(FeedTail, WakesAReaderWhenItsSiteGrowsAndAfterAnOutage) {
  Newsroom room;
  ConnectionOptions options;
  options.address = room.server.address();
  FeedTail tail(options);
  Wakes wakes;
  auto watch = tail.Watch(room.site, [&] { wakes.Add(); });
  // The first look at where the feed ends wakes once.
  ASSERT_TRUE(wakes.WaitForMoreThan(0));
  for (int i = 0; i < 3; ++i) {
    const int before = wakes.count();
    room.Post(absl::StrCat("Remark ", i));
    ASSERT_TRUE(wakes.WaitForMoreThan(before));
  }
  const int before = wakes.count();
  room.server.Kill9();
  room.server.Restart();
  EXPECT_TRUE(wakes.WaitForMoreThan(before));
}

TEST(FeedTail, WakesNobodyWhoseWatchHasEnded) {
  Newsroom room;
  ConnectionOptions options;
  options.address = room.server.address();
  FeedTail tail(options);
  Wakes ended;
  Wakes staying;
  auto watch = tail.Watch(room.site, [&] { ended.Add(); });
  ASSERT_TRUE(ended.WaitForMoreThan(0));
  const auto other = tail.Watch(room.site, [&] { staying.Add(); });
  // One event wakes both, in the order in which they began: when the second has
  // been woken, the first has, too.
  int ended_before = ended.count();
  int staying_before = staying.count();
  room.Post("one");
  ASSERT_TRUE(ended.WaitForMoreThan(ended_before));
  ASSERT_TRUE(staying.WaitForMoreThan(staying_before));
  watch.reset();
  ended_before = ended.count();
  staying_before = staying.count();
  room.Post("two");
  ASSERT_TRUE(staying.WaitForMoreThan(staying_before));
  EXPECT_EQ(ended.count(), ended_before);
}

}  // namespace
}  // namespace winnow
