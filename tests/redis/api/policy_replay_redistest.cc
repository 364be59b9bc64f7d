// How a replay reads what is stored, on a real Redis.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "service/api/policy_replay.h"
#include "tests/redis/newsroom.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

std::unique_ptr<PolicyReplay> Replay(Newsroom& room,
                                     const std::string& filter) {
  auto screener = Screener::Make(TestPolicy());
  EXPECT_THAT(screener, IsOk());
  v1::ReplayPolicyRequest request;
  request.set_site(room.site);
  request.set_filter(filter);
  auto replay =
      PolicyReplay::Make(*room.moderation, request, *std::move(screener));
  EXPECT_THAT(replay, IsOk());
  return *std::move(replay);
}

TEST(PolicyReplay, EndsATurnInTimeThoughNoCommentMatchesTheFilter) {
  Newsroom room;
  // More than one search examines.
  for (int i = 0; i < kExaminedMax + 100; ++i) {
    room.Post(absl::StrCat("remark ", i));
  }
  const auto replay = Replay(room, "text~\"nowhere to be found\"");
  ASSERT_THAT(replay->Run(absl::InfinitePast()), IsOk());
  EXPECT_FALSE(replay->done());
  ASSERT_THAT(replay->Run(absl::InfiniteFuture()), IsOk());
  EXPECT_TRUE(replay->done());
  EXPECT_EQ(replay->examined(), 0);
}

TEST(PolicyReplay, RunsTheNewestCommentsOfAllStatesOnce) {
  Newsroom room;
  for (int i = 0; i < 150; ++i) {
    room.Post(absl::StrCat(i % 3 == 0 ? "hold me " : "remark ", i));
  }
  const auto replay = Replay(room, "");
  EXPECT_EQ(replay->total_count(), 150);
  for (int turns = 0; !replay->done() && turns < 10; ++turns) {
    ASSERT_THAT(replay->Run(absl::InfinitePast()), IsOk());
  }
  EXPECT_TRUE(replay->done());
  EXPECT_EQ(replay->examined(), 150);
  v1::PolicyDifference difference;
  replay->Fill(difference);
  ASSERT_EQ(difference.changes_size(), 2);
  for (const auto& change : difference.changes()) {
    EXPECT_EQ(change.from_verdict(), change.to_verdict());
    EXPECT_EQ(change.count(),
              change.from_verdict() == v1::Comment::HELD ? 50 : 100);
  }
}

}  // namespace
}  // namespace winnow
