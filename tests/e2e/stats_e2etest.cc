// What the figures look like to people and to scripts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class StatsWork : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"});
    for (const char* body :
         {"A marvellous umbrella.", "My own umbrella.", "The sun shines."}) {
      Winnow({"submit", "--thread", "t", "--name", "Ann", "--email",
              "ann@mail.example", body});
    }
    Winnow({"queue"});
  }

  ProgramResult Winnow(std::vector<std::string> arguments,
                       const std::string& locale = "C.UTF-8") {
    ProgramOptions options;
    options.environment = {{"LC_ALL", locale}};
    return system_.Winnow(std::move(arguments), "daily", options);
  }

  WinnowSystem system_;
};

TEST_F(StatsWork, ShowsVolumesByDayAsTableAndCharts) {
  Winnow({"approve", "@1"});
  const ProgramResult stats = Winnow({"stats"});
  EXPECT_EQ(stats.exit_status, 0) << stats.errors;
  EXPECT_THAT(
      stats.output,
      AllOf(HasSubstr("PEOPLE: YES"),
            HasSubstr("3 comments came: 33 % approved, 67 % held, 0 % refused"),
            HasSubstr("people made 1 decision: 100 % to approve; half of them "
                      "within "),
            HasSubstr("came in     ·······█  at most 3, 20"),
            HasSubstr("1 comment held now")));
  EXPECT_THAT(Winnow({"stats"}, "C").output,
              AllOf(HasSubstr("came in     .......@  at most 3, 20"),
                    Not(HasSubstr("█"))));
  EXPECT_THAT(Winnow({"stats", "--since", "1d"}).output,
              HasSubstr("came in     ·█  at most"));
  EXPECT_THAT(Winnow({"stats", "--json"}).output,
              AllOf(HasSubstr("\"submitted_count\":\"3\""),
                    HasSubstr("\"approved_count\":\"1\""),
                    HasSubstr("\"time_zone\":\"UTC\"")));

  Winnow({"undo", "@1"});
  EXPECT_THAT(Winnow({"stats"}).output,
              HasSubstr("people made 0 decisions: - to approve"));
}

TEST_F(StatsWork, DrawsLongStretchesAndDoesNotListThem) {
  const ProgramResult stats = Winnow({"stats", "--since", "700d"});
  EXPECT_EQ(stats.exit_status, 0) << stats.errors;
  EXPECT_THAT(stats.output,
              AllOf(Not(ContainsRegex("\n20[0-9-]+  ")),
                    HasSubstr("came in     "), ContainsRegex("\nall +3 ")));
}

TEST_F(StatsWork, ShowsModeratorsToOperatorsUnlessTheSiteForbidsIt) {
  EXPECT_THAT(Winnow({"stats", "--moderators"}).output,
              HasSubstr("no moderator decided anything"));
  Winnow({"reject", "@1"});
  EXPECT_THAT(Winnow({"stats", "--moderators"}).output,
              AllOf(HasSubstr("TAKEN BACK"), HasSubstr("MODERATOR")));
  EXPECT_EQ(Winnow({"site", "set", "moderator_stats", "false"}).exit_status, 0);
  const ProgramResult refused = Winnow({"stats", "--moderators"});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_THAT(refused.errors, HasSubstr("its setting moderator_stats says so"));
}

TEST_F(StatsWork, TellsHowOftenPeopleOverturnedARule) {
  Winnow({"approve", "@1"});
  const ProgramResult rules = Winnow({"stats", "rules"});
  EXPECT_EQ(rules.exit_status, 0) << rules.errors;
  EXPECT_THAT(rules.output,
              AllOf(HasSubstr("suspect-term: 2 comments; people judged 1 and "
                              "overturned 1: 100 % (21 % to 100 %), too few"),
                    HasSubstr("\n  Holds a comment with listed_suspect at "),
                    HasSubstr("nobody judged one: learning.sampled_share")));
  EXPECT_THAT(Winnow({"stats", "rules", "--json"}).output,
              HasSubstr("\"basis\":\"HELD_DECISIONS\""));
}

TEST_F(StatsWork, ComparesGroupsOfComments) {
  Winnow({"reject", "@1"});
  const ProgramResult groups =
      Winnow({"stats", "calibration", "--by", "author-class"});
  EXPECT_EQ(groups.exit_status, 0) << groups.errors;
  EXPECT_THAT(groups.output,
              AllOf(HasSubstr("HELD FOR NOTHING"), HasSubstr("0 of 1"),
                    HasSubstr("add --score toxicity"),
                    HasSubstr("3 comments examined")));
  EXPECT_THAT(Winnow({"stats", "calibration"}).output,
              HasSubstr("people judged no comment that has such a score"));
  EXPECT_THAT(Winnow({"stats", "calibration", "--json"}).output,
              HasSubstr("\"examined_count\":\"3\""));
  EXPECT_EQ(Winnow({"stats", "calibration", "--by", "shoe-size"}).exit_status,
            2);
}

TEST_F(StatsWork, ShowsNothingOfWhatIsJudgedBlind) {
  EXPECT_EQ(
      Winnow({"site", "set", "learning.sampled_share", "0.5"}).exit_status, 1);
  ASSERT_EQ(
      Winnow({"site", "set", "learning.sampled_share", "0.2"}).exit_status, 0);
  // Texts that are no copies of each other.
  const std::vector<std::string> words = {
      "rain",  "river", "market", "school", "bridge", "summer", "winter",
      "train", "north", "garden", "street", "letter", "museum", "concert",
      "bread", "house", "window", "mayor",  "budget", "library"};
  std::mt19937 random(3);
  const std::string file = system_.dir() + "/comments.jsonl";
  std::ofstream lines(file);
  for (int i = 0; i < 60; ++i) {
    lines << R"({"request_id":")" << i
          << R"(","thread":"t","name":"Bob","email":"bob)" << i
          << R"(@mail.example","body":"About )";
    for (int k = 0; k < 12; ++k) lines << words[random() % words.size()] << ' ';
    lines << "\"}\n";
  }
  lines.close();
  ASSERT_EQ(Winnow({"submit", "--from", file}).exit_status, 0);
  const ProgramResult queue = Winnow({"queue", "rule=blind"});
  EXPECT_THAT(queue.output, HasSubstr("About "));
  const ProgramResult shown = Winnow({"show", "@1"});
  EXPECT_THAT(shown.output, AllOf(HasSubstr("blind"),
                                  HasSubstr("drawn for an unprompted decision"),
                                  Not(HasSubstr("default"))));
  EXPECT_EQ(Winnow({"reject", "@1"}).exit_status, 0);
  EXPECT_THAT(Winnow({"show", "@1"}).output, HasSubstr("default"));
  EXPECT_THAT(Winnow({"stats", "rules"}).output,
              HasSubstr("people judged 1 and overturned 1 of blind samples"));
}

TEST_F(StatsWork, RefusesTimesThatAreNone) {
  EXPECT_EQ(Winnow({"stats", "--since", "soon"}).exit_status, 2);
  EXPECT_EQ(Winnow({"stats", "--since", "2999-01-01"}).exit_status, 2);
  const ProgramResult refused = Winnow({"stats", "--since", "3000d"});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_THAT(refused.errors, HasSubstr("at most 730 days"));
}

}  // namespace
}  // namespace winnow
