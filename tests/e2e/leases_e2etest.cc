// Two moderators at one queue, with the `winnow` command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class LeaseWork : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    karl_ = system_.dir() + "/karl.key";
    std::ofstream(karl_) << system_.CreateKey("daily", v1::ApiKey::MODERATOR);
    ASSERT_EQ(chmod(karl_.c_str(), 0600), 0);
    Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"});
    for (const char* body : {"A marvellous umbrella.", "My own umbrella."}) {
      Winnow({"submit", "--thread", "t", "--name", "Ann", "--email",
              "ann@mail.example", body});
    }
  }

  // As the operator.
  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // As a moderator whose key is named "test MODERATOR".
  ProgramResult Karl(std::vector<std::string> arguments) {
    ProgramOptions options;
    options.environment = {{"WINNOW_KEY_FILE", karl_},
                           {"XDG_STATE_HOME", system_.dir() + "/karl"}};
    return system_.Winnow(std::move(arguments), "daily", options);
  }

  WinnowSystem system_;
  std::string karl_;
};

TEST_F(LeaseWork, TellsTwoModeratorsFromEachOther) {
  EXPECT_THAT(Winnow({"lease", "list"}).output, HasSubstr("Nobody works"));
  EXPECT_THAT(Winnow({"queue"}).output, Not(HasSubstr("LEASED")));
  const ProgramResult next = Karl({"lease", "next"});
  EXPECT_EQ(next.exit_status, 0) << next.errors;
  EXPECT_THAT(next.output, AllOf(HasSubstr("A marvellous umbrella."),
                                 HasSubstr("1 comment wait")));

  EXPECT_THAT(Winnow({"queue"}).output,
              AllOf(HasSubstr("LEASED"), HasSubstr("test MODERATOR until 20"),
                    HasSubstr("My own umbrella.")));
  EXPECT_THAT(Winnow({"queue", "--by", "rule"}).output,
              HasSubstr("2 comments held, 1 being worked on"));
  EXPECT_THAT(Winnow({"show", "@1"}).output,
              HasSubstr("test MODERATOR works on it until 20"));
  const ProgramResult refused = Winnow({"approve", "@1"});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_THAT(refused.errors,
              HasSubstr("test MODERATOR is working on this comment until 20"));
  EXPECT_EQ(Winnow({"lease", "release", "@1"}).exit_status, 1);

  EXPECT_THAT(Winnow({"lease", "list"}).output, HasSubstr("test MODERATOR"));
  const ProgramResult listed = Winnow({"lease", "list", "--json"});
  EXPECT_THAT(listed.output,
              AllOf(StartsWith("{\"comment_name\":\"sites/daily"),
                    HasSubstr("\"token\":\"\"")));
  const ProgramResult stolen =
      Winnow({"lease", "steal", "@1", "--minutes", "10"});
  EXPECT_EQ(stolen.exit_status, 0) << stolen.errors;
  EXPECT_THAT(stolen.output, HasSubstr("yours until 20"));
  EXPECT_EQ(Winnow({"approve", "@1"}).exit_status, 0);
  EXPECT_THAT(Winnow({"history", "@1"}).output,
              AllOf(HasSubstr("LEASE_STOLEN"), HasSubstr("APPROVED")));
}

TEST_F(LeaseWork, HandsCommentsToScriptsAndTakesThemBack) {
  const ProgramResult next =
      Karl({"lease", "next", "20", "rule=suspect-term", "--json"});
  EXPECT_EQ(next.exit_status, 0) << next.errors;
  EXPECT_THAT(next.output, HasSubstr("\"token\":\""));
  EXPECT_THAT(Karl({"lease", "next"}).output, HasSubstr("Nothing is left"));
  EXPECT_EQ(Karl({"lease", "list"}).exit_status, 0);
  EXPECT_THAT(Karl({"lease", "release", "@1"}).output, HasSubstr("given back"));
  const ProgramResult again = Karl({"lease", "release", "@1"});
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_THAT(again.errors, HasSubstr("nobody works on this comment"));
  EXPECT_EQ(Karl({"reject", "@2"}).exit_status, 0);
  EXPECT_THAT(Winnow({"lease", "list"}).output, HasSubstr("Nobody works"));
  EXPECT_EQ(Winnow({"lease"}).exit_status, 2);
  EXPECT_EQ(Winnow({"lease", "next", "101"}).exit_status, 2);
}

TEST_F(LeaseWork, ProvesTheQueueAndFindsWhatIsWrong) {
  Karl({"lease", "next"});
  const ProgramResult good = Winnow({"queue", "verify"});
  EXPECT_EQ(good.exit_status, 0) << good.output << good.errors;
  EXPECT_THAT(good.output, HasSubstr("all counts are what the comments say"));
  const ProgramResult broken =
      RunProgram({"/usr/bin/redis-cli", "-s", system_.redis().socket_path(),
                  "--user", "winnow", "--pass", WinnowSystem::kRedisPassword,
                  "--no-auth-warning", "DEL", "winnow:{daily}:held"});
  ASSERT_EQ(broken.output, "1\n") << broken.errors;
  const ProgramResult bad = Winnow({"queue", "verify"});
  EXPECT_EQ(bad.exit_status, 1);
  EXPECT_THAT(bad.output, AllOf(HasSubstr("held"), HasSubstr("differs"),
                                HasSubstr("misplaced  sites/daily/comments/")));
  const ProgramResult json = Winnow({"queue", "verify", "--json"});
  EXPECT_EQ(json.exit_status, 1);
  EXPECT_THAT(json.output,
              HasSubstr(R"({"name":"held","counted":"1","found":"2"})"));
}

}  // namespace
}  // namespace winnow
