// What deploy/redis promises about the Redis that Winnow runs on.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

v1::SubmitCommentRequest SomeComment() {
  v1::SubmitCommentRequest request;
  request.mutable_thread()->set_id("bridge-toll");
  request.set_display_name("Ada");
  request.set_email("ada@example.org");
  request.set_body("Will the ferry take cargo bikes?");
  return request;
}

ProgramResult RedisCli(WinnowSystem& system, const std::string& user,
                       std::vector<std::string> command) {
  command.insert(command.begin(),
                 {"redis-cli", "-s", system.redis().socket_path(),
                  "--no-auth-warning", "--user", user});
  return RunProgram(
      command,
      {.environment = {{"REDISCLI_AUTH", WinnowSystem::kRedisPassword}}});
}

TEST(RedisSettings, KeepEveryAcknowledgedChangeThroughAKill) {
  WinnowSystem system;
  system.CreateSite("daily");
  const auto client =
      system.MakeClient(system.CreateKey("daily", v1::ApiKey::SITE), "daily");
  const auto answer = client->Submit(SomeComment());
  ASSERT_TRUE(answer.ok()) << answer.status();

  // Redis replays its file under the access rules, which once dropped all that
  // functions had written.
  system.redis().Kill9();
  system.redis().Restart();
  system.WaitUntilReady();

  const auto kept = client->Get(answer->comment().name());
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->body(), SomeComment().body());
  const auto counts = client->Count({"bridge-toll"});
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(*counts, std::vector<int64_t>{1});
}

TEST(RedisSettings, RefuseWinnowdWhatItDoesNotNeed) {
  WinnowSystem system;
  const std::vector<std::vector<std::string>> refused = {
      {"CONFIG", "SET", "appendfsync", "no"},
      {"KEYS", "*"},
      {"SCAN", "0"},
      {"FLUSHALL"},
      {"MONITOR"},
      {"EVAL", "return 1", "0"},
      {"FUNCTION", "FLUSH"},
      {"SLOWLOG", "GET"},
      {"ACL", "LIST"},
      {"SHUTDOWN"},
      {"GET", "somebody-elses"},
  };
  for (const std::vector<std::string>& command : refused) {
    const ProgramResult result = RedisCli(system, "winnow", command);
    EXPECT_TRUE(absl::StrContains(result.output, "NOPERM"))
        << command[0] << ": " << result.output << result.errors;
  }
  EXPECT_EQ(RedisCli(system, "winnow", {"PING"}).output, "PONG\n");
}

TEST(RedisSettings, LetNobodyInWithoutAName) {
  WinnowSystem system;
  const ProgramResult result =
      RunProgram({"redis-cli", "-s", system.redis().socket_path(), "DBSIZE"});
  EXPECT_TRUE(absl::StrContains(result.output, "NOAUTH")) << result.output;
  const ProgramResult by_default = RedisCli(system, "default", {"DBSIZE"});
  EXPECT_TRUE(
      absl::StrContains(by_default.output + by_default.errors, "WRONGPASS"))
      << by_default.output << by_default.errors;
}

}  // namespace
}  // namespace winnow
