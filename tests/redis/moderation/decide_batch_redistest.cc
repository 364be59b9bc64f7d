#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/moderation/moderation.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

DecisionRequest To(const Newsroom& room, const Uuid& id, State to) {
  DecisionRequest request;
  request.site = room.site;
  request.id = id;
  request.to = to;
  return request;
}

std::vector<DecisionRequest> PostAndDecide(Newsroom& room, int count,
                                           State to) {
  std::vector<DecisionRequest> batch;
  for (int i = 0; i < count; ++i) {
    const Uuid id = room.Post(absl::StrCat("hold me, number ", i));
    batch.push_back(To(room, id, to));
  }
  return batch;
}

TEST(DecideBatch, DecidesEachForItself) {
  Newsroom room;
  const Uuid good = room.Post("hold me, good");
  const Uuid other = room.Post("hold me, other");
  const Uuid missing = MakeUuidV7(RealClock(), SystemRandom());
  DecisionRequest stale = To(room, other, State::kApproved);
  stale.revision = 7;
  const std::vector<DecisionRequest> batch = {
      To(room, good, State::kApproved), stale,
      To(room, missing, State::kApproved)};

  auto rows = room.moderation->DecideBatch(batch, true, room.moderator());
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_THAT(rows[0].status, IsOk());
  EXPECT_EQ(room.store->CountStates(room.site)->held, 2);

  rows = room.moderation->DecideBatch(batch, false, room.moderator());
  EXPECT_THAT(rows[0].status, IsOk());
  EXPECT_EQ(rows[0].revision, 2);
  EXPECT_THAT(rows[1].status, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(rows[2].status, StatusIs(absl::StatusCode::kNotFound));
  const auto counts = room.store->CountStates(room.site);
  EXPECT_EQ(counts->held, 1);
  EXPECT_EQ(counts->approved, 1);
}

TEST(DecideBatch, LeavesOneRecordOfEachOfAHundred) {
  Newsroom room;
  const auto batch = PostAndDecide(room, kBatchMax, State::kRejected);
  const auto rows =
      room.moderation->DecideBatch(batch, false, room.moderator());
  ASSERT_EQ(rows.size(), batch.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_THAT(rows[i].status, IsOk());
    EXPECT_EQ(rows[i].id, batch[i].id);
    EXPECT_EQ(rows[i].from, State::kHeld);
    EXPECT_TRUE(rows[i].changed);
    EXPECT_EQ(rows[i].revision, 2);
    EXPECT_EQ(room.moderation->History(room.site, rows[i].id)->size(), 1u);
  }
  EXPECT_EQ(room.store->CountStates(room.site)->rejected, kBatchMax);
  EXPECT_EQ(room.Redis({"HGET", "…audit-head", "seq"}).text(),
            absl::StrCat(kBatchMax));
}

TEST(DecideBatch, DecidesACommentThatIsNamedTwiceAsItIsThen) {
  Newsroom room;
  const Uuid id = room.Post("hold me please");
  const auto rows = room.moderation->DecideBatch(
      {To(room, id, State::kRejected), To(room, id, State::kApproved)}, false,
      room.moderator());
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_THAT(rows[0].status, IsOk());
  EXPECT_EQ(rows[0].revision, 2);
  EXPECT_THAT(rows[1].status, IsOk());
  EXPECT_EQ(rows[1].from, State::kRejected);
  EXPECT_EQ(rows[1].revision, 3);
  EXPECT_EQ(room.moderation->Get(room.site, id)->comment.state,
            State::kApproved);
}

TEST(DecideBatch, IsNotKeptFromTheOthersByOneThatCannotBeRead) {
  Newsroom room;
  const auto batch = PostAndDecide(room, 3, State::kApproved);
  room.Redis({"HSET", absl::StrCat("…private:", batch[1].id.Bytes()), "verdict",
              "broken"});
  const auto rows =
      room.moderation->DecideBatch(batch, false, room.moderator());
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_THAT(rows[0].status, IsOk());
  EXPECT_THAT(rows[1].status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(rows[2].status, IsOk());
  EXPECT_EQ(room.store->CountStates(room.site)->approved, 2);
}

TEST(DecideBatch, OverrulesWhoDecidesAtTheSameTimeUnlessARevisionIsNamed) {
  Newsroom room;
  const auto rejected = PostAndDecide(room, 20, State::kRejected);
  std::vector<DecisionRequest> spam = rejected;
  for (DecisionRequest& request : spam) request.to = State::kSpam;
  std::vector<BatchRow> others;
  std::thread other([&room, &others, &spam] {
    others = room.moderation->DecideBatch(spam, false, room.moderator());
  });
  const auto rows =
      room.moderation->DecideBatch(rejected, false, room.moderator());
  other.join();
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_THAT(rows[i].status, IsOk());
    EXPECT_THAT(others[i].status, IsOk());
  }
  EXPECT_EQ(room.store->CountStates(room.site)->held, 0);
}

}  // namespace
}  // namespace winnow
