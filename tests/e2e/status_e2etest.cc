// `winnow status` against a system that is well, one whose Redis is not, and
// none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kOperatorPassword[] = "operator-test";

class Status : public testing::Test {
 protected:
  Status() { system_.CreateSite("daily"); }

  ProgramResult Run(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), "status");
    return system_.Winnow(std::move(arguments), "");
  }

  void Redis(std::vector<std::string> command) {
    command.insert(command.begin(),
                   {"/usr/bin/redis-cli", "-e", "-s",
                    system_.redis().socket_path(), "--user", "operator",
                    "--pass", kOperatorPassword, "--no-auth-warning"});
    const ProgramResult done = RunProgram(command);
    EXPECT_EQ(done.exit_status, 0) << done.output << done.errors;
  }

  // Asks until the answer has a text; fails the test if it never does.
  ProgramResult AskUntil(const std::string& text) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    while (true) {
      ProgramResult result = Run();
      if (result.output.find(text) != std::string::npos) return result;
      if (absl::Now() > deadline) {
        ADD_FAILURE() << "no " << text << " in " << result.output
                      << result.errors;
        return result;
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
  }

  WinnowSystem system_{
      {.flags = {"--redis_settings_file=/srv/redis.local.conf"},
       .redis_config = {absl::StrCat("user operator on >", kOperatorPassword,
                                     " ~* &* +@all")}}};
};

TEST_F(Status, IsHealthyAndShowsWhatThereIs) {
  const ProgramResult result = Run();
  EXPECT_EQ(result.exit_status, 0) << result.output << result.errors;
  EXPECT_THAT(result.output,
              AllOf(StartsWith("healthy  winnowd "), HasSubstr("fsync always"),
                    HasSubstr("noeviction"), HasSubstr("memory   "),
                    HasSubstr("disk     "), HasSubstr("1 API key"),
                    HasSubstr("\ndaily "), HasSubstr("- no_model: "),
                    // Nothing has grown for a day yet.
                    Not(HasSubstr("full in"))));
  const ProgramResult json = Run({"--json"});
  EXPECT_EQ(json.exit_status, 0);
  EXPECT_THAT(json.output, AllOf(HasSubstr("\"healthy\":true"),
                                 HasSubstr("\"append_fsync\":\"always\"")));
}

TEST_F(Status, SaysWhenRedisWillBeFull) {
  const int64_t hour = absl::ToUnixSeconds(absl::Now()) / 3600;
  for (int age = 1; age <= 100; ++age) {
    // 4 MB an hour, up to 400 MB.
    Redis({"HSET", "winnow:{!}:growth", absl::StrCat(hour - age),
           absl::StrCat((100 - age) * 4000000, " ", 90000000000)});
  }
  // It looks as it starts; this hour's sample is another, and far below.
  // So is the next one's, should the hour end in between.
  for (const int64_t now : {hour, hour + 1}) {
    Redis({"HSET", "winnow:{!}:growth", absl::StrCat(now), "400000000 -1"});
  }
  system_.StartWinnowd();
  system_.WaitUntilReady();
  const ProgramResult result = AskUntil("! redis_fills: ");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.output,
              AllOf(StartsWith("not healthy: 1 problem"),
                    HasSubstr("full in 5 days"), HasSubstr("sudoedit /srv/")));
}

TEST_F(Status, SaysThatRedisMayThrowCommentsAway) {
  // With room enough, so that it does not: the keys of this test are among
  // them.
  Redis({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  const ProgramResult result = Run();
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.output, AllOf(StartsWith("not healthy: 1 problem"),
                                   HasSubstr("! redis_eviction: ")));
}

TEST_F(Status, SaysWhatIsWrongWithRedis) {
  Redis({"CONFIG", "SET", "appendfsync", "everysec"});
  Redis({"CONFIG", "SET", "maxmemory", "1000000"});
  ProgramResult result = Run();
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(
      result.output,
      AllOf(StartsWith("not healthy: 2 problems"),
            HasSubstr("! redis_less_durable: "), HasSubstr("! redis_memory: "),
            HasSubstr("    sudoedit /srv/redis.local.conf\n")));
  const ProgramResult json = Run({"--json"});
  EXPECT_EQ(json.exit_status, 1);
  EXPECT_THAT(json.output, HasSubstr("\"code\":\"redis_memory\""));
  system_.redis().Kill9();
  result = AskUntil("! redis_away: ");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_THAT(result.output, HasSubstr("    redis-cli -s "));
  system_.redis().Restart();
  system_.WaitUntilReady();
  EXPECT_EQ(AskUntil("\ndaily ").exit_status, 0);
}

TEST_F(Status, LooksAtAllSitesUnlessAFlagNamesOne) {
  system_.CreateSite("weekly");
  const ProgramResult all = system_.Winnow({"status"}, "daily");
  const ProgramResult one = Run({"--site", "daily"});
  EXPECT_THAT(all.output, HasSubstr("\nweekly "));
  EXPECT_THAT(one.output, Not(HasSubstr("\nweekly ")));
}

TEST_F(Status, SaysThatWinnowdDoesNotAnswer) {
  system_.StopWinnowd();
  const ProgramResult result = Run();
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.errors, StartsWith("winnow: "));
}

}  // namespace
}  // namespace winnow
