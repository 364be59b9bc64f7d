// Which held comments are judged again and released, on a real Redis.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/moderation/moderation.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

// Holds nothing but what it is given to hold.
Policy CalmPolicy(std::vector<Rule> rules = {}) {
  Policy policy;
  policy.name = "calm";
  policy.rules = std::move(rules);
  Rule approve;
  approve.name = "default";
  approve.action = Action::kApprove;
  policy.rules.push_back(approve);
  return policy;
}

State StateOf(Newsroom& room, const Uuid& id) {
  const auto stored = room.moderation->Get(room.site, id);
  EXPECT_THAT(stored, IsOk());
  return stored.ok() ? stored->comment.state : State::kWithdrawn;
}

std::string NewBatch(Newsroom& room) {
  const auto batch = room.moderation->BeginBatch(room.site, "", "");
  EXPECT_THAT(batch, IsOk());
  return batch.ok() ? *batch : "";
}

// Judges all held comments again; answers how many it released.
size_t Rescreen(Newsroom& room, const std::string& batch) {
  const auto filter = CommentFilter::Parse("state=held");
  const auto page = room.moderation->Search(room.site, *filter, {}, kBatchMax);
  EXPECT_THAT(page, IsOk());
  const auto rows = room.moderation->Rescreen(room.site, page->comments, false,
                                              batch, room.moderator());
  EXPECT_THAT(rows, IsOk());
  return rows.ok() ? rows->size() : 0;
}

void UndoBatch(Newsroom& room, const std::string& batch) {
  const auto undone = room.moderation->UndoBatch(
      room.site, *ParseUuid(batch), 0, false, NewBatch(room), room.moderator(),
      [](const StoredComment&) { return true; });
  ASSERT_THAT(undone, IsOk());
  for (const BatchRow& row : undone->rows) EXPECT_THAT(row.status, IsOk());
}

TEST(Rescreening, GoesByThePolicyOfNowAndOffersAgainWhatABatchTookBack) {
  Newsroom room;
  const Uuid id = room.Post("hold me please");
  ASSERT_EQ(StateOf(room, id), State::kHeld);
  EXPECT_EQ(Rescreen(room, ""), 0u);
  room.Apply(CalmPolicy());
  const std::string batch = NewBatch(room);
  EXPECT_EQ(Rescreen(room, batch), 1u);
  EXPECT_EQ(StateOf(room, id), State::kApproved);
  UndoBatch(room, batch);
  EXPECT_EQ(StateOf(room, id), State::kHeld);
  EXPECT_EQ(Rescreen(room, NewBatch(room)), 1u);
}

TEST(Rescreening, LeavesWhatAPersonTookBackByItselfWhateverBatchesDidSince) {
  Newsroom room;
  const Uuid id = room.Post("hold me please");
  room.Apply(CalmPolicy());
  EXPECT_EQ(Rescreen(room, NewBatch(room)), 1u);
  ASSERT_THAT(room.moderation->Undo(room.site, id, {}, room.moderator()),
              IsOk());
  EXPECT_EQ(Rescreen(room, NewBatch(room)), 0u);
  // Somebody approves it with many others and takes all of them back.
  const std::string batch = NewBatch(room);
  DecisionRequest request;
  request.site = room.site;
  request.id = id;
  request.batch = batch;
  ASSERT_THAT(room.moderation->Decide(request, room.moderator()), IsOk());
  UndoBatch(room, batch);
  ASSERT_EQ(StateOf(room, id), State::kHeld);
  EXPECT_EQ(Rescreen(room, NewBatch(room)), 0u);
}

TEST(Rescreening, LeavesWhatAPersonDecidedThoughTheRecordOfItIsGone) {
  Newsroom room;
  const Uuid id = room.Post("hold me please");
  DecisionRequest request;
  request.site = room.site;
  request.id = id;
  ASSERT_THAT(room.moderation->Decide(request, room.moderator()), IsOk());
  ASSERT_THAT(room.moderation->Undo(room.site, id, {}, room.moderator()),
              IsOk());
  room.Redis({"HDEL", absl::StrCat("…private:", id.Bytes()), "decision"});
  room.Apply(CalmPolicy());
  EXPECT_EQ(Rescreen(room, NewBatch(room)), 0u);
}

class HotThread : public testing::Test {
 protected:
  // Holds what comes while the thread gets twice five comments a minute, and
  // "hold me" at any time.
  void SetUp() override {
    Policy policy = TestPolicy();
    policy.filters.limits.thread_per_minute = 5;
    Rule hot;
    hot.name = "hot-thread";
    hot.conditions.emplace_back().signal = "thread_heat";
    hot.action = Action::kHold;
    policy.rules.insert(policy.rules.end() - 1, hot);
    room_.Apply(policy);
  }

  // Posts until the thread is hot; answers the first comment held for that.
  Uuid HeatUp() {
    for (int i = 0; i < 20; ++i) {
      const Uuid id = room_.PostCounted(absl::StrCat("remark number ", i));
      if (StateOf(room_, id) == State::kHeld) return id;
    }
    ADD_FAILURE() << "it stays cool";
    return {};
  }

  // A minute without comments.
  void Pause() {
    const Reply keys = room_.Redis({"KEYS", "…rate:*"});
    for (const Reply& key : keys.items()) {
      room_.Redis({"DEL", std::string(key.text())});
    }
  }

  std::string Thread(const Uuid& id) {
    return room_.moderation->Get(room_.site, id)->hidden.thread_key;
  }

  // Ten minutes without comments.
  void CoolDown(const Uuid& id) {
    Pause();
    room_.Redis({"ZADD", "…hot", "1", Thread(id)});
  }

  Newsroom room_;
};

TEST_F(HotThread, IsPremoderatedUntilItHasCooled) {
  const Uuid first = HeatUp();
  const auto held = room_.moderation->Get(room_.site, first);
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->hidden.verdict.rule, "hot-thread");
  EXPECT_GT(held->thread_hot_until, absl::Now() + absl::Minutes(9));
  EXPECT_LT(held->thread_hot_until, absl::Now() + absl::Minutes(11));

  Pause();
  const absl::Time until =
      absl::FromUnixMillis(absl::ToUnixMillis(absl::Now() + absl::Minutes(5)));
  room_.Redis(
      {"ZADD", "…hot", absl::StrCat(absl::ToUnixMillis(until)), Thread(first)});
  const Uuid later = room_.PostCounted("and one more remark");
  EXPECT_EQ(StateOf(room_, later), State::kHeld);
  const Uuid elsewhere = room_.PostCounted("a remark elsewhere", "article-2");
  EXPECT_EQ(StateOf(room_, elsewhere), State::kApproved);
  // What is remembered does not feed itself.
  EXPECT_EQ(room_.moderation->Get(room_.site, later)->thread_hot_until, until);

  CoolDown(first);
  const Uuid after = room_.PostCounted("a remark in the cool of the evening");
  EXPECT_EQ(StateOf(room_, after), State::kApproved);
  EXPECT_EQ(room_.moderation->Get(room_.site, after)->thread_hot_until,
            absl::InfinitePast());
}

TEST_F(HotThread, IsNotHeatedByARateThatIsUsualThoughMostOfItWaits) {
  Policy policy = room_.policy;
  policy.filters.limits.thread_per_minute = 1000;
  room_.Apply(policy);
  const std::string thread = Thread(room_.Post("a remark in the morning"));
  const int64_t now = absl::ToUnixMillis(absl::Now());
  for (int i = 0; i < 30; ++i) {
    room_.Redis({"ZADD", absl::StrCat("…approved:", thread),
                 absl::StrCat(now - 60000 * i), absl::StrCat("earlier ", i)});
  }
  for (const int64_t minute : {now / 60000 - 1, now / 60000, now / 60000 + 1}) {
    room_.Redis({"HSET", absl::StrCat("…rate:m", minute),
                 absl::StrCat("t", thread), "15"});
  }
  const Uuid spike = room_.PostCounted("out of nothing");
  EXPECT_EQ(StateOf(room_, spike), State::kHeld);
  for (const int64_t hour : {now / 3600000 - 1, now / 3600000}) {
    room_.Redis({"HSET", absl::StrCat("…rate:h", hour),
                 absl::StrCat("t", thread), "900"});
  }
  room_.Redis({"ZADD", "…hot", "1", thread});
  EXPECT_EQ(StateOf(room_, room_.PostCounted("as in every minute")),
            State::kApproved);
}

TEST_F(HotThread, ReleasesWhatItHeldForThatAloneOnceItHasCooled) {
  const Uuid heat = HeatUp();
  const Uuid both = room_.PostCounted("hold me please");
  EXPECT_EQ(Rescreen(room_, NewBatch(room_)), 0u);
  Pause();
  EXPECT_EQ(Rescreen(room_, NewBatch(room_)), 0u) << "it ran hot a moment ago";
  CoolDown(heat);
  EXPECT_EQ(Rescreen(room_, NewBatch(room_)), 1u);
  EXPECT_EQ(StateOf(room_, heat), State::kApproved);
  EXPECT_EQ(StateOf(room_, both), State::kHeld);
}

TEST_F(HotThread, IsNamedUntilItCoolsOrSomebodyOpensIt) {
  EXPECT_TRUE(room_.moderation->HotThreads(room_.site)->empty());
  const Uuid first = HeatUp();
  const auto hot = room_.moderation->HotThreads(room_.site);
  ASSERT_THAT(hot, IsOk());
  ASSERT_EQ(hot->size(), 1u);
  EXPECT_EQ(hot->front().thread.id, "article-1");
  EXPECT_EQ(hot->front().thread.title, "An article");
  EXPECT_GT(hot->front().until, absl::Now());
  Pause();
  ASSERT_THAT(room_.sites->SetThreadMode(room_.site, Thread(first), "article-1",
                                         ThreadMode::kOpen, "d", "r"),
              IsOk());
  EXPECT_TRUE(room_.moderation->HotThreads(room_.site)->empty());
  EXPECT_EQ(StateOf(room_, room_.PostCounted("a remark")), State::kApproved);
}

}  // namespace
}  // namespace winnow
