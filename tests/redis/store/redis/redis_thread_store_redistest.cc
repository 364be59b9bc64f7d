#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/own_comments.h"
#include "service/privacy/thread_key.h"
#include "service/store/redis/redis_thread_store.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

class ThreadStoreTest : public testing::Test {
 protected:
  static ThreadMove FromOldToNew() {
    ThreadMove move;
    move.site = "daily";
    move.from = ThreadKey("old");
    move.to = ThreadKey("new");
    move.to_id = "new";
    move.record = "record";
    move.digest = "digest";
    return move;
  }

  StoredThread Get(const std::string& id) {
    const auto found = threads_.Get(room_.site, ThreadKey(id));
    EXPECT_THAT(found, IsOk());
    return found.ok() ? found->value_or(StoredThread()) : StoredThread();
  }

  absl::StatusOr<StoredComment> Decide(const Uuid& id, State to) {
    DecisionRequest request;
    request.site = room_.site;
    request.id = id;
    request.to = to;
    return room_.moderation->Decide(request, room_.moderator());
  }

  std::vector<Uuid> Listed(const std::string& id) {
    std::vector<Uuid> listed;
    const auto rows = room_.store->PageByThread(
        room_.site, ThreadKey(id), false, std::nullopt, 100, Parts::kShown);
    EXPECT_THAT(rows, IsOk());
    if (!rows.ok()) return listed;
    for (const PageRow& row : *rows) listed.push_back(row.id);
    return listed;
  }

  Newsroom room_;
  RedisThreadStore threads_ = RedisThreadStore(*room_.redis);
};

TEST_F(ThreadStoreTest, CountsWhatIsHeldInAThread) {
  const Uuid one = room_.Post("hold me", "old");
  room_.Post("hold me too", "old");
  room_.Post("fine", "old");
  room_.Post("awful", "old");
  EXPECT_EQ(Get("old").held, 2);
  EXPECT_EQ(Get("old").approved, 1);
  ASSERT_THAT(Decide(one, State::kApproved), IsOk());
  EXPECT_EQ(Get("old").held, 1);
  ASSERT_THAT(room_.moderation->Undo(room_.site, one, std::nullopt,
                                     room_.moderator(), ""),
              IsOk());
  EXPECT_EQ(Get("old").held, 2);
  EXPECT_EQ(Get("old").approved, 1);
}

TEST_F(ThreadStoreTest, MovesCommentsOfEveryStateAndTheShells) {
  Submission submission = room_.CommentOf("parent");
  submission.thread.id = "old";
  const auto parent = room_.Submit(std::move(submission));
  ASSERT_THAT(parent, IsOk());
  submission = room_.CommentOf("a reply");
  submission.thread.id = "old";
  submission.parent = parent->comment.id.ToString();
  const auto reply = room_.Submit(std::move(submission));
  ASSERT_THAT(reply, IsOk());
  OwnComments own(*room_.store, *room_.live, RealClock());
  ASSERT_THAT(own.Withdraw({.site = room_.site,
                            .id = parent->comment.id,
                            .edit_token = parent->edit_token},
                           room_.moderator()),
              IsOk());
  const std::vector<Uuid> others = {room_.Post("hold me", "old"),
                                    room_.Post("awful", "old")};
  const std::vector<Uuid> before = Listed("old");
  ASSERT_EQ(before.size(), 2u);
  // Somebody works on the held one meanwhile.
  LeaseRequest lease;
  lease.site = room_.site;
  const auto leased = room_.leases->Next(
      lease, *CommentFilter::Parse(""), /*sees_all=*/true,
      [](const StoredComment&) { return true; }, room_.moderator());
  ASSERT_THAT(leased, IsOk());
  ASSERT_EQ(leased->comments.size(), 1u);

  ASSERT_THAT(threads_.BeginMove(FromOldToNew()), IsOk());
  const auto moved = threads_.MoveComments(FromOldToNew());
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(*moved, 4);
  EXPECT_EQ(*threads_.MoveComments(FromOldToNew()), 0);
  ASSERT_THAT(threads_.EndMove(FromOldToNew()), IsOk());
  EXPECT_EQ(Listed("new"), before);
  EXPECT_EQ(Get("new").approved, 1);
  EXPECT_EQ(Get("new").held, 1);
  EXPECT_EQ(Get("old").thread.id, "");
  for (const Uuid& id : others) {
    EXPECT_EQ(room_.moderation->Get(room_.site, id)->comment.thread, "new");
  }
  // The shell goes with its last answer, there too.
  ASSERT_THAT(Decide(reply->comment.id, State::kRejected), IsOk());
  EXPECT_TRUE(Listed("new").empty());
  EXPECT_EQ(Get("new").approved, 0);
}

TEST_F(ThreadStoreTest, KeepsTheOldThreadWhileACommentIsHeldInIt) {
  room_.Post("approved", "old");
  ASSERT_THAT(threads_.BeginMove(FromOldToNew()), IsOk());
  ASSERT_THAT(threads_.MoveComments(FromOldToNew()), IsOk());
  const Uuid late = room_.Post("hold me", "old");
  ASSERT_THAT(threads_.EndMove(FromOldToNew()), IsOk());
  EXPECT_EQ(Get("old").thread.section, "local");
  EXPECT_EQ(room_.moderation->Get(room_.site, late)->thread.section, "local");
  // A second move finishes it.
  ASSERT_THAT(threads_.BeginMove(FromOldToNew()), IsOk());
  EXPECT_EQ(*threads_.MoveComments(FromOldToNew()), 1);
  ASSERT_THAT(threads_.EndMove(FromOldToNew()), IsOk());
  EXPECT_EQ(Get("old").thread.id, "");
  EXPECT_EQ(Get("new").held, 1);
}

TEST_F(ThreadStoreTest, KeepsAThreadClosedWhereOnlyCommentsOpenedTheOther) {
  room_.Post("one", "old");
  room_.Post("two", "new");
  const std::string old(ThreadKey("old"));
  room_.Redis({"HSET", absl::StrCat("…thread:", old), "mode", "c"});
  ASSERT_THAT(threads_.BeginMove(FromOldToNew()), IsOk());
  EXPECT_EQ(Get("new").mode, ThreadMode::kClosed);
}

TEST_F(ThreadStoreTest, GoesOnWhereItStoppedWhenAThreadMovesUp) {
  int place = 0;
  for (const char* thread : {"a", "b", "c"}) {
    room_.Post("something said", thread);
    room_.Redis({"ZADD", "…threads", absl::StrCat(++place), ThreadKey(thread)});
  }
  const auto first = threads_.List(room_.site, std::nullopt, 1);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->front().stored.thread.id, "c");
  room_.Redis({"ZADD", "…threads", "9", ThreadKey("c")});
  const auto second = threads_.List(room_.site, first->front().place, 1);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->front().stored.thread.id, "b");
  room_.Redis({"ZADD", "…threads", "8", ThreadKey("b")});
  const auto third = threads_.List(room_.site, second->front().place, 1);
  ASSERT_THAT(third, IsOk());
  EXPECT_EQ(third->front().stored.thread.id, "a");
}

TEST_F(ThreadStoreTest, MovesWhileOthersDecideWithExactCounts) {
  std::vector<Uuid> ids;
  ids.reserve(60);
  for (int i = 0; i < 60; ++i) {
    ids.push_back(room_.Post(absl::StrCat("hold me ", i), "old"));
  }
  ASSERT_THAT(threads_.BeginMove(FromOldToNew()), IsOk());
  std::thread moderator([&] {
    for (size_t i = 0; i < ids.size(); ++i) {
      EXPECT_THAT(
          Decide(ids[i], i % 2 == 0 ? State::kApproved : State::kRejected),
          IsOk());
    }
  });
  for (int pass = 0; pass < 3; ++pass) {
    EXPECT_THAT(threads_.MoveComments(FromOldToNew()), IsOk());
  }
  moderator.join();
  EXPECT_THAT(threads_.MoveComments(FromOldToNew()), IsOk());
  ASSERT_THAT(threads_.EndMove(FromOldToNew()), IsOk());
  EXPECT_EQ(Listed("new").size(), 30u);
  EXPECT_EQ(Get("new").approved, 30);
  EXPECT_EQ(Get("new").held, 0);
  EXPECT_TRUE(Listed("old").empty());
  const StateCounts counts = *room_.store->CountStates(room_.site);
  EXPECT_EQ(counts.approved, 30);
  EXPECT_EQ(counts.rejected, 30);
  EXPECT_EQ(counts.held, 0);
}

}  // namespace
}  // namespace winnow
