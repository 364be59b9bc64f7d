#include "service/api/redis_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace winnow {
namespace {

using testing::HasSubstr;

NodeStatus Sound() {
  NodeStatus node;
  node.address = "unix:/run/redis.sock";
  node.reachable = true;
  node.version = "7.0.15";
  node.memory_used_bytes = 100000000;
  node.memory_max_bytes = 1000000000;
  node.append_only = true;
  node.append_fsync = "always";
  node.eviction_policy = "noeviction";
  node.directory = "/var/lib/redis";
  node.settings_file = "/etc/redis.conf";
  node.disk_free_bytes = 10000000000;
  node.disk_size_bytes = 20000000000;
  return node;
}

TEST(RedisStatus, TellsOfEachTroubleOnce) {
  const struct {
    std::string name;
    std::function<void(NodeStatus&)> change;
    std::vector<std::string> problems;
    std::vector<std::string> notices;
  } rows[] = {
      {"sound", [](NodeStatus&) {}, {}, {}},
      {"away",
       [](NodeStatus& node) {
         node = {};
         node.address = "redis.example:6379";
       },
       {"redis_away"},
       {}},
      {"evicting",
       [](NodeStatus& node) { node.eviction_policy = "allkeys-lru"; },
       {"redis_eviction"},
       {}},
      {"not durable",
       [](NodeStatus& node) { node.append_only = false; },
       {"redis_not_durable"},
       {}},
      {"less durable",
       [](NodeStatus& node) { node.append_fsync = "everysec"; },
       {"redis_less_durable"},
       {}},
      {"does not tell how it writes",
       [](NodeStatus& node) { node.append_fsync = ""; },
       {},
       {}},
      {"just below full",
       [](NodeStatus& node) { node.memory_used_bytes = 849999999; },
       {},
       {}},
      {"full",
       [](NodeStatus& node) { node.memory_used_bytes = 850000000; },
       {"redis_memory"},
       {}},
      {"without a limit",
       [](NodeStatus& node) { node.memory_max_bytes = 0; },
       {},
       {"redis_no_limit"}},
      {"full this week",
       [](NodeStatus& node) { node.memory_full_in_days = 6.4; },
       {"redis_fills"},
       {}},
      {"full this month",
       [](NodeStatus& node) { node.memory_full_in_days = 7; },
       {},
       {"redis_fills"}},
      {"full this year",
       [](NodeStatus& node) { node.memory_full_in_days = 31; },
       {},
       {}},
      {"no room on the disk",
       [](NodeStatus& node) { node.disk_free_bytes = kDiskFreeBytesMin - 1; },
       {"disk_short"},
       {}},
      {"soon no room",
       [](NodeStatus& node) { node.disk_full_in_days = 0.2; },
       {"disk_fills"},
       {}},
      {"a disk of another machine",
       [](NodeStatus& node) {
         node.disk_free_bytes.reset();
         node.disk_full_in_days = 0.2;
       },
       {},
       {}},
      {"all at once",
       [](NodeStatus& node) {
         node.eviction_policy = "allkeys-lru";
         node.append_only = false;
         node.memory_used_bytes = 999999999;
         node.disk_free_bytes = 0;
       },
       {"redis_eviction", "redis_not_durable", "redis_memory", "disk_short"},
       {}},
  };
  for (const auto& row : rows) {
    NodeStatus node = Sound();
    row.change(node);
    v1::SystemStatus status;
    ProblemList found(status);
    FindRedisProblems(node, /*for_operator=*/true, found);
    std::vector<std::string> problems;
    for (const auto& problem : status.problems()) {
      problems.push_back(problem.code());
      EXPECT_NE(problem.message(), "") << row.name;
      EXPECT_NE(problem.command(), "") << row.name;
    }
    std::vector<std::string> notices;
    for (const auto& notice : status.notices()) {
      notices.push_back(notice.code());
    }
    EXPECT_EQ(problems, row.problems) << row.name;
    EXPECT_EQ(notices, row.notices) << row.name;
  }
}

TEST(RedisStatus, NamesCommandsAndPlacesToOperatorsOnly) {
  NodeStatus away;
  away.address = "unix:/run/secret.sock";
  away.trouble = "cannot connect to unix:/run/secret.sock";
  v1::SystemStatus status;
  ProblemList found(status);
  FindRedisProblems(away, /*for_operator=*/false, found);
  NodeStatus evicting = Sound();
  evicting.eviction_policy = "allkeys-lru";
  FindRedisProblems(evicting, /*for_operator=*/false, found);
  for (const auto& problem : status.problems()) {
    EXPECT_EQ(problem.command(), "");
    EXPECT_THAT(problem.message(), testing::Not(HasSubstr("/")));
  }
  v1::SystemStatus full;
  ProblemList found_too(full);
  FindRedisProblems(away, /*for_operator=*/true, found_too);
  EXPECT_THAT(full.problems(0).message(), HasSubstr("cannot connect"));
  EXPECT_EQ(full.problems(0).command(), "redis-cli -s /run/secret.sock ping");
}

TEST(RedisStatus, AsksARedisElsewhereByHostAndPort) {
  NodeStatus away;
  away.address = "[::1]:6379";
  v1::SystemStatus status;
  ProblemList found(status);
  FindRedisProblems(away, /*for_operator=*/true, found);
  EXPECT_EQ(status.problems(0).command(), "redis-cli -h ::1 -p 6379 ping");
}

TEST(RedisStatus, LeavesOutWhatIsNotKnown) {
  NodeStatus node = Sound();
  v1::SystemStatus::RedisNode out;
  FillNode(node, out);
  EXPECT_FALSE(out.has_full_in_days());
  EXPECT_FALSE(out.has_disk_full_in_days());
  EXPECT_TRUE(out.has_disk_free_bytes());
  node.memory_full_in_days = 12.5;
  node.disk_free_bytes.reset();
  v1::SystemStatus::RedisNode other;
  FillNode(node, other);
  EXPECT_EQ(other.full_in_days(), 12.5);
  EXPECT_FALSE(other.has_disk_free_bytes());
}

}  // namespace
}  // namespace winnow
