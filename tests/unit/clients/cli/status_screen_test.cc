#include "clients/cli/status_screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/terminal_text.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

v1::SystemStatus Healthy() {
  v1::SystemStatus status;
  status.set_healthy(true);
  status.set_server_version("0.1.0");
  status.mutable_start_time()->set_seconds(1700000000 - 3 * 86400);
  status.set_model_revision("3f2a91bc");
  auto& node = *status.add_redis();
  node.set_address("unix:/var/lib/winnow/run/redis.sock");
  node.set_reachable(true);
  node.set_version("7.0.15");
  node.set_memory_used_bytes(412000000);
  node.set_memory_max_bytes(1000000000);
  node.set_append_file_bytes(220100000);
  node.set_append_fsync("always");
  node.set_eviction_policy("noeviction");
  node.set_disk_free_bytes(31200000000);
  node.set_disk_size_bytes(50000000000);
  status.set_key_count(12);
  status.mutable_oldest_key_time()->set_seconds(1700000000 - 412 * 86400);
  status.mutable_master_key_time()->set_seconds(1700000000 - 30 * 86400);
  auto& site = *status.add_sites();
  site.set_site("daily");
  site.set_held_count(12);
  site.mutable_oldest_time()->set_seconds(1700000000 - 3 * 3600);
  site.set_submitted_count(240);
  site.set_policy_revision(4);
  auto& pages = *site.add_subscriptions();
  pages.set_name("sites/daily/subscriptions/pages");
  auto& mail = *site.add_subscriptions();
  mail.set_name("sites/daily/subscriptions/mail");
  mail.set_lag(1000);
  mail.set_has_more_lag(true);
  mail.mutable_oldest_event_time()->set_seconds(1700000000 - 2 * 86400);
  return status;
}

void AddProblem(v1::SystemStatus& status, const std::string& code,
                const std::string& message, const std::string& command,
                const std::string& site = "") {
  status.set_healthy(false);
  auto& problem = *status.add_problems();
  problem.set_code(code);
  problem.set_message(message);
  problem.set_command(command);
  problem.set_site(site);
}

std::string Draw(const v1::SystemStatus& status, int width = 80) {
  const Output plain(/*json=*/false, /*no_color=*/true);
  return StatusScreen(status, "127.0.0.1:7420", kNow, width, plain);
}

TEST(StatusScreen, SaysHowAHealthySystemIs) {
  EXPECT_EQ(
      Draw(Healthy()),
      "healthy  winnowd 0.1.0, up 3d, at 127.0.0.1:7420\n"
      "\n"
      "redis    7.0.15 at unix:/var/lib/winnow/run/redis.sock, fsync always, "
      "noeviction\n"
      "memory   ####...... 412.0 MB of 1.0 GB (41 %)\n"
      "disk     ####...... 31.2 GB free of 50.0 GB, append-only file 220.1 MB\n"
      "backup   not known\n"
      "keys     12 API keys, the oldest 412d old; master key: 30d old; data "
      "keys: age\n"
      "         not known\n"
      "model    revision 3f2a91bc\n"
      "\n"
      "SITE   HELD  OLDEST  24H  POLICY  SUBSCRIPTION  BEHIND  SINCE\n"
      "daily    12      3h  240       4  pages              0\n"
      "                                  mail           1000+     2d\n");
}

TEST(StatusScreen, SaysFirstWhatIsWrongAndWhatToType) {
  v1::SystemStatus status = Healthy();
  AddProblem(status, "redis_memory",
             "Redis uses 87 % of its memory, so submissions are refused; raise "
             "maxmemory, or let sites keep less, and start Redis again",
             "sudoedit /etc/winnow/redis.conf");
  AddProblem(status, "queue_old", "a comment has waited for 3 days",
             "winnow review --site daily", "daily");
  status.add_notices()->set_code("no_model");
  status.mutable_notices(0)->set_message("no text has scores");
  EXPECT_THAT(
      Draw(status),
      StartsWith(
          "not healthy: 2 problems  winnowd 0.1.0, up 3d, at 127.0.0.1:7420\n"
          "! redis_memory: Redis uses 87 % of its memory, so submissions are "
          "refused; raise\n"
          "  maxmemory, or let sites keep less, and start Redis again\n"
          "    sudoedit /etc/winnow/redis.conf\n"
          "! queue_old (daily): a comment has waited for 3 days\n"
          "    winnow review --site daily\n"
          "- no_model: no text has scores\n"
          "\n"));
}

TEST(StatusScreen, FitsIntoEightyColumns) {
  v1::SystemStatus status = Healthy();
  AddProblem(status, "proxy_address",
             std::string(40, 'w') + " " + std::string(60, 'x') + " y y y y y",
             "");
  status.mutable_redis(0)->set_full_in_days(41);
  status.mutable_redis(0)->set_disk_full_in_days(0.5);
  status.mutable_redis(0)->set_replica_count(2);
  status.mutable_sites(0)->mutable_subscriptions(0)->set_name(
      "sites/daily/subscriptions/" + std::string(64, 's'));
  const std::string screen = Draw(status);
  EXPECT_THAT(screen, AllOf(HasSubstr("(41 %), full in 41 days"),
                            HasSubstr("full\n         within a day"),
                            HasSubstr("2 replicas")));
  for (const absl::string_view line : absl::StrSplit(screen, '\n')) {
    EXPECT_LE(DisplayWidth(line), 80) << line;
  }
}

TEST(StatusScreen, GivesPipesWholeLines) {
  v1::SystemStatus status = Healthy();
  AddProblem(status, "redis_memory", std::string(200, 'm') + " end", "");
  EXPECT_THAT(Draw(status, 0), HasSubstr("mmm end\n"));
}

TEST(StatusScreen, SendsNothingHostileToTheTerminal) {
  v1::SystemStatus status = Healthy();
  AddProblem(status, "key_ends", "the key \"\x1b[31mEve\x07\" ends", "ls\n\x1b",
             "da\x1bily");
  status.mutable_redis(0)->set_address("\x1b]0;title\x07");
  status.mutable_sites(0)->set_site("\x1b[2J");
  const std::string screen = Draw(status);
  EXPECT_THAT(screen, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07")),
                            HasSubstr("Eve")));
}

TEST(StatusScreen, IsOneScreenHoweverManySitesThereAre) {
  v1::SystemStatus status = Healthy();
  for (int i = 0; i < 1000; ++i) {
    auto& site = *status.add_sites();
    site.set_site(absl::StrCat("site", i));
    site.set_held_count(i);
    for (int j = 0; j < 100; ++j) site.add_subscriptions()->set_name("a/s");
    AddProblem(status, "queue_long", "wait", "winnow review", site.site());
  }
  const std::string screen = Draw(status);
  const std::vector<std::string> lines = absl::StrSplit(screen, '\n');
  EXPECT_LT(lines.size(), 130u);
  EXPECT_THAT(screen,
              AllOf(HasSubstr("and 990 more problems: winnow status --json"),
                    HasSubstr("and 986 more sites: winnow status --site SITE"),
                    HasSubstr("site999"), HasSubstr("and 95 more")));
}

TEST(StatusScreen, ShowsAMessageWithoutAnything) {
  EXPECT_EQ(Draw(v1::SystemStatus()),
            "not healthy: 0 problems  winnowd , up , at 127.0.0.1:7420\n\n");
}

TEST(StatusScreen, SaysThatRedisIsAway) {
  v1::SystemStatus status;
  status.add_redis()->set_address("redis.example:6379");
  AddProblem(status, "redis_away", "Redis does not answer", "redis-cli ping");
  EXPECT_THAT(Draw(status),
              HasSubstr("redis    at redis.example:6379 does not answer\n"));
}

}  // namespace
}  // namespace winnow
