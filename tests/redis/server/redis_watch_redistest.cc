#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "service/server/redis_watch.h"
#include "tests/support/redis_server.h"
#include "tests/support/status_matchers.h"

namespace winnow {
namespace {

TEST(ProbeRedis, TellsMemoryDiskAndPersistence) {
  RedisServer server({.append_only = true, .config = {"maxmemory 64mb"}});
  Cluster redis({.address = server.address()});
  ASSERT_THAT(redis.WaitUntilConnected(absl::Seconds(20)), IsOk());
  const auto node = ProbeRedis(redis, server.address(), /*persistence=*/true);
  ASSERT_THAT(node, IsOk());
  EXPECT_TRUE(node->reachable);
  EXPECT_EQ(node->memory_max_bytes, 64 << 20);
  EXPECT_GT(node->memory_used_bytes, 0);
  EXPECT_GT(node->disk_free_bytes.value_or(0), 0);
  EXPECT_TRUE(node->append_only);
  EXPECT_EQ(node->append_fsync, "always");
  EXPECT_EQ(node->eviction_policy, "noeviction");
}

TEST(ProbeRedis, DoesNotLookAtTheDiskOfAnotherMachine) {
  RedisServer server;
  Cluster redis({.address = server.address()});
  ASSERT_THAT(redis.WaitUntilConnected(absl::Seconds(20)), IsOk());
  const auto node =
      ProbeRedis(redis, "redis.example:6379", /*persistence=*/false);
  ASSERT_THAT(node, IsOk());
  EXPECT_FALSE(node->disk_free_bytes.has_value());
}

}  // namespace
}  // namespace winnow
