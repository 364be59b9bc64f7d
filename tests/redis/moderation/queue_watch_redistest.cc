#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/moderation/leases.h"
#include "service/moderation/marks.h"
#include "service/moderation/queue_watch.h"
#include "service/store/redis/feed_tail.h"
#include "service/store/redis/redis_queue_watch_store.h"
#include "tests/redis/moderation/lease_room.h"
#include "tests/support/eventually.h"

namespace winnow {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr absl::Duration kGrace = absl::Milliseconds(1500);

// Keeps what it is told: letter, last digits of the comment's id, key.
class Recorder final : public QueueWatcher {
  // Before those who use it, for its type.
  template <typename Get>
  auto Locked(Get get) {
    const std::lock_guard lock(mutex_);
    return get();
  }

 public:
  void OnChanges(const std::shared_ptr<const QueueChanges>& news) override {
    const std::lock_guard lock(mutex_);
    ++calls_;
    held_ = news->held;
    leased_ = news->leased;
    for (const QueueChange& change : news->changes) {
      told_.push_back(
          absl::StrCat(std::string(1, static_cast<char>(change.type)), " ",
                       change.id.ToString(), change.key_id.empty() ? "" : " ",
                       change.key_id));
    }
  }
  void OnEnd(const absl::Status& status) override {
    const std::lock_guard lock(mutex_);
    ended_ = status;
  }

  bool begun() {
    return Locked([this] { return calls_ > 0; });
  }
  int64_t held() {
    return Locked([this] { return held_; });
  }
  int64_t leased() {
    return Locked([this] { return leased_; });
  }
  absl::Status ended() {
    return Locked([this] { return ended_; });
  }
  std::vector<std::string> told() {
    return Locked([this] { return told_; });
  }

 private:
  std::mutex mutex_;
  int calls_ = 0;
  int64_t held_ = -1;
  int64_t leased_ = -1;
  std::vector<std::string> told_;
  absl::Status ended_;
};

std::string Told(const char* letter, const Uuid& id, const char* key = "") {
  return absl::StrCat(letter, " ", id.ToString(), *key == '\0' ? "" : " ", key);
}

class QueueWatchTest : public LeaseRoom {
 protected:
  static ConnectionOptions Options(const RedisServer& server) {
    ConnectionOptions options;
    options.address = server.address();
    return options;
  }

  std::shared_ptr<Recorder> Watch(const std::string& key = "mod1",
                                  const std::string& session = "") {
    auto watcher = std::make_shared<Recorder>();
    EXPECT_THAT(watch_.Add(room_.site, {key, session}, watcher), IsOk());
    EXPECT_TRUE(Eventually([&] { return watcher->begun(); }));
    return watcher;
  }

  // The front of the queue, leased with a session and a short grace.
  StoredComment TakeWith(const Principal& who, const std::string& session) {
    LeaseRequest request;
    request.site = room_.site;
    request.session = session;
    auto leased = leases_.Next(
        request, *CommentFilter::Parse(""), /*sees_all=*/true,
        [](const StoredComment&) { return true; }, who);
    EXPECT_THAT(leased, IsOk());
    EXPECT_EQ(leased->comments.size(), 1u);
    return std::move(leased->comments.front());
  }

  bool IsLeased(const Uuid& id) {
    return room_.store->Read(room_.site, {id}, true)->front().lease.has_value();
  }

  RedisQueueWatchStore store_ = RedisQueueWatchStore(*room_.redis);
  FeedTail tail_ = FeedTail(Options(room_.server));
  QueueWatch watch_ = QueueWatch(
      store_,
      [this](const std::string& site, const std::function<void()>& wake) {
        return tail_.WatchQueue(site, wake);
      },
      {.session_grace = kGrace,
       .beat = absl::Milliseconds(200),
       .tend = absl::Milliseconds(100),
       .rest = absl::Milliseconds(10)});
  Leases leases_ = Leases(*room_.queue, *room_.store, *room_.live, RealClock(),
                          SystemRandom(), kGrace);
  Marks marks_ = Marks(*room_.store, *room_.live, RealClock());
};

TEST_F(QueueWatchTest, TellsWhatHappensInItsOrderAndWhoDoesIt) {
  const Uuid before = room_.Post("hold me, before anybody looks");
  const auto watcher = Watch();
  EXPECT_EQ(watcher->held(), 1);
  EXPECT_THAT(watcher->told(), IsEmpty());
  room_.Post("published at once");
  const Uuid id = room_.Post("hold me please");
  ASSERT_EQ(Next(ines_, 2)->comments.size(), 2u);
  const MarkRequest mark = {.site = room_.site, .id = id};
  ASSERT_THAT(marks_.AddNote(mark, "who is that?", karl_), IsOk());
  ASSERT_THAT(marks_.UpdateTags(mark, {"late"}, {}, karl_), IsOk());
  ASSERT_THAT(Decide(ines_, id), IsOk());
  ASSERT_THAT(room_.moderation->Undo(room_.site, id, std::nullopt, karl_),
              IsOk());
  EXPECT_TRUE(Eventually([&] { return watcher->told().size() == 7; }));
  EXPECT_THAT(
      watcher->told(),
      ElementsAre(Told("a", id), Told("l", before, "mod1"),
                  Told("l", id, "mod1"), Told("c", id, "mod2"), Told("c", id),
                  Told("r", id, "mod1"), Told("a", id, "mod2")));
  EXPECT_EQ(watcher->held(), 2);
  EXPECT_EQ(watcher->leased(), 1);
}

TEST_F(QueueWatchTest, TellsOfLeasesThatEndHoweverTheyDo) {
  const Uuid id = room_.Post("hold me please");
  const auto watcher = Watch();
  StoredComment leased = Take(ines_);
  ASSERT_THAT(leases_.Release(room_.site, id, leased.lease->token, ines_),
              IsOk());
  Take(ines_);
  EndLease(id);
  EXPECT_TRUE(Eventually([&] { return watcher->told().size() == 4; }));
  EXPECT_THAT(watcher->told(),
              ElementsAre(Told("l", id, "mod1"), Told("f", id, "mod1"),
                          Told("l", id, "mod1"), Told("f", id)));
  EXPECT_EQ(Kept(), 0);
  EXPECT_EQ(room_.Redis({"SCARD", "…leased-by:mod1"}).integer(), 0);
}

TEST_F(QueueWatchTest, KeepsLeasesOfASessionAsLongAsItsWatchAndItsGrace) {
  const Uuid id = room_.Post("hold me please");
  auto watcher = Watch("mod1", "a screen");
  const StoredComment leased = TakeWith(ines_, "a screen");
  // What is asked for is what is shown.
  EXPECT_EQ(leased.lease->end - leased.lease->begin, absl::Minutes(5));
  const absl::Time start = absl::Now();
  while (absl::Now() < start + 2 * kGrace) {
    ASSERT_TRUE(IsLeased(id));
    absl::SleepFor(absl::Milliseconds(50));
  }
  const absl::Time left = absl::Now();
  watcher.reset();
  EXPECT_TRUE(Eventually([&] { return !Next(karl_, 1)->comments.empty(); }));
  EXPECT_GE(absl::Now() - left, kGrace - absl::Milliseconds(50));
  EXPECT_TRUE(IsLeased(id));
  EXPECT_THAT(Decide(ines_, id, {leased.lease->token}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(QueueWatchTest, KeepsNoLeaseOfAnotherSessionOrKey) {
  const Uuid own = room_.Post("hold me, first");
  const Uuid other = room_.Post("hold me, second");
  const Uuid of_karl = room_.Post("hold me, third");
  const Uuid without = room_.Post("hold me, fourth");
  const auto watcher = Watch("mod1", "a screen");
  TakeWith(ines_, "a screen");
  TakeWith(ines_, "another screen");
  // A name that he guessed is of no use.
  TakeWith(karl_, "a screen");
  TakeWith(ines_, "");
  EXPECT_TRUE(Eventually([&] { return watcher->leased() == 2; }));
  EXPECT_TRUE(IsLeased(own));
  EXPECT_TRUE(IsLeased(without));
  EXPECT_FALSE(IsLeased(other));
  EXPECT_FALSE(IsLeased(of_karl));
}

TEST_F(QueueWatchTest, LetsALeaseWithASessionLastNoLongerThanItWasAskedFor) {
  const Uuid id = room_.Post("hold me please");
  const auto watcher = Watch("mod1", "a screen");
  const StoredComment leased = TakeWith(ines_, "a screen");
  ASSERT_THAT(leases_.Renew(room_.site, id, leased.lease->token,
                            absl::Milliseconds(300), ines_),
              IsOk());
  EXPECT_TRUE(Eventually([&] { return !IsLeased(id); }));
  EXPECT_THAT(leases_.Renew(room_.site, id, leased.lease->token, kGrace, ines_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(QueueWatchTest, RefusesTooManyWatchesOfOneKey) {
  std::vector<std::shared_ptr<Recorder>> watchers;
  for (int i = 0; i < kWatchersOfKeyMax; ++i) watchers.push_back(Watch());
  EXPECT_THAT(watch_.Add(room_.site, {"mod1", ""}, watchers[0]),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       HasSubstr("this key watches this queue too often")));
  watchers.pop_back();
  EXPECT_THAT(watch_.Add(room_.site, {"mod1", ""}, watchers[0]), IsOk());
}

TEST_F(QueueWatchTest, NoticesThatChangesWereLost) {
  room_.Post("hold me, first");
  room_.Post("hold me, second");
  const auto begin = store_.ChangesAfter(room_.site, {});
  ASSERT_THAT(begin, IsOk());
  Take(ines_);
  const Uuid second = Take(ines_).comment.id;
  const auto two = store_.ChangesAfter(room_.site, begin->next);
  ASSERT_THAT(two, IsOk());
  ASSERT_EQ(two->changes.size(), 2u);
  EXPECT_EQ(two->changes.back().id, second);
  room_.Post("hold me, third");
  room_.Post("hold me, fourth");
  Take(ines_);
  Take(ines_);
  room_.Redis({"XTRIM", "…queue-changes", "MAXLEN", "1"});
  EXPECT_THAT(store_.ChangesAfter(room_.site, two->next),
              StatusIs(absl::StatusCode::kOutOfRange));
  const auto now = store_.ChangesAfter(room_.site, {});
  ASSERT_THAT(now, IsOk());
  EXPECT_THAT(store_.ChangesAfter(room_.site, now->next), IsOk());
  room_.Redis({"XTRIM", "…feed", "MAXLEN", "1"});
  EXPECT_THAT(store_.ChangesAfter(room_.site, {.feed = begin->next.feed,
                                               .changes = now->next.changes}),
              StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_F(QueueWatchTest, ReadsManyChangesPageByPage) {
  const auto watcher = Watch();
  std::vector<std::string> expected;
  for (int i = 0; i < 250; ++i) {
    expected.push_back(
        Told("a", room_.Post(absl::StrCat("hold me, said number ", i))));
  }
  EXPECT_TRUE(Eventually([&] { return watcher->told().size() >= 250; }));
  EXPECT_EQ(watcher->told(), expected);
  EXPECT_EQ(watcher->held(), 250);
}

}  // namespace
}  // namespace winnow
