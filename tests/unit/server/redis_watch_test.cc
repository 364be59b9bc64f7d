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
    const absl::Status status = CheckRoom(node);
    EXPECT_EQ(status.ok(), row.room) << row.name;
    EXPECT_EQ(RetryAfterOf(status).has_value(), !row.room) << row.name;
  }
}

TEST(RedisWatch, TurnsSubmissionsAwayWhenTheDiskRunsShort) {
  const struct {
    std::optional<int64_t> free;
    bool room;
  } kRows[] = {{std::nullopt, true},
               {kDiskFreeBytesMin, true},
               {kDiskFreeBytesMin - 1, false},
               {0, false}};
  for (const auto& row : kRows) {
    NodeStatus node;
    node.disk_free_bytes = row.free;
    const absl::Status status = CheckRoom(node);
    EXPECT_EQ(status.ok(), row.room) << row.free.value_or(-1);
    EXPECT_EQ(RetryAfterOf(status).has_value(), !row.room);
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
