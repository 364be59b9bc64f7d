// A newsroom with two moderators, Ines and Karl, for tests of leases to derive
// from.
#ifndef WINNOW_TESTS_REDIS_MODERATION_LEASE_ROOM_H_
#define WINNOW_TESTS_REDIS_MODERATION_LEASE_ROOM_H_

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "service/moderation/leases.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {

class LeaseRoom : public testing::Test {
 protected:
  LeaseRoom() {
    karl_.key_id = "mod2";
    karl_.name = "Karl";
  }

  absl::StatusOr<LeasedComments> Next(const Principal& who, int count,
                                      LeaseRequest request = {},
                                      const std::string& filter = "") {
    request.site = room_.site;
    request.count = count;
    request.length = absl::Minutes(5);
    const auto parsed = CommentFilter::Parse(filter);
    EXPECT_THAT(parsed, IsOk());
    return room_.leases->Next(
        request, *parsed, /*sees_all=*/true,
        [](const StoredComment&) { return true; }, who);
  }

  // Leases the front of the queue.
  StoredComment Take(const Principal& who) {
    auto leased = Next(who, 1);
    EXPECT_THAT(leased, IsOk());
    EXPECT_EQ(leased->comments.size(), 1u);
    return std::move(leased->comments.front());
  }

  absl::StatusOr<StoredComment> Decide(const Principal& who, const Uuid& id,
                                       LeaseClaim claim = {}) {
    DecisionRequest request;
    request.site = room_.site;
    request.id = id;
    request.to = State::kApproved;
    request.lease = std::move(claim);
    return room_.moderation->Decide(request, who);
  }

  // Lets a lease have ended long ago.
  void EndLease(const Uuid& id) {
    room_.Redis({"ZADD", "…leased", "1", std::string(id.Bytes())});
  }

  std::vector<HistoryAction> Actions(const Uuid& id) {
    std::vector<HistoryAction> actions;
    const auto history = room_.moderation->History(room_.site, id);
    EXPECT_THAT(history, IsOk());
    for (const HistoryRecord& record : *history) {
      actions.push_back(record.action);
    }
    return actions;
  }

  // What is kept of leases.
  int64_t Kept() {
    return room_.Redis({"ZCARD", "…leased"}).integer() +
           room_.Redis({"ZCARD", "…leased-queue"}).integer() +
           room_.Redis({"HLEN", "…leases"}).integer();
  }

  Newsroom room_;
  const Principal ines_ = room_.moderator();
  Principal karl_ = room_.moderator();
};

inline std::vector<Uuid> IdsOf(const std::vector<StoredComment>& comments) {
  std::vector<Uuid> ids;
  for (const StoredComment& stored : comments) ids.push_back(stored.comment.id);
  return ids;
}

}  // namespace winnow

#endif  // WINNOW_TESTS_REDIS_MODERATION_LEASE_ROOM_H_
