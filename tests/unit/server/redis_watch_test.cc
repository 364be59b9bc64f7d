#include "service/server/redis_watch.h"

#include <gtest/gtest.h>

#include "service/base/status_details.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

TEST(RedisWatch, TurnsSubmissionsAwayFrom85PercentOfMemory) {
  const struct {
    const char* name;
    int64_t used;
    int64_t max;
    bool room;
  } kRows[] = {
      {"no limit", int64_t{1} << 40, 0, true},
      {"empty", 0, 1000, true},
      {"below", 849, 1000, true},
      {"at", 850, 1000, false},
      {"over", 2000, 1000, false},
  };
  for (const auto& row : kRows) {
    NodeStatus node;
    node.memory_used_bytes = row.used;
    node.memory_max_bytes = row.max;
    const absl::Status status = CheckMemory(node);
    EXPECT_EQ(status.ok(), row.room) << row.name;
    EXPECT_EQ(RetryAfterOf(status).has_value(), !row.room) << row.name;
  }
}

TEST(RedisWatch, AcceptsOnlyARedisThatNeverEvicts) {
  NodeStatus node;
  node.eviction_policy = "noeviction";
  EXPECT_THAT(CheckEviction(node), IsOk());
  for (const char* policy : {"allkeys-lru", "volatile-ttl", ""}) {
    node.eviction_policy = policy;
    EXPECT_THAT(CheckEviction(node),
                StatusIs(absl::StatusCode::kFailedPrecondition))
        << policy;
  }
}

}  // namespace
}  // namespace winnow
