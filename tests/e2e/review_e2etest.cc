// `winnow review` as a moderator uses it: in a terminal, with single keys.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/terminal.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ReviewWork : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"});
  }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // As a moderator whose key is named "test MODERATOR".
  ProgramResult Karl(std::vector<std::string> arguments) {
    const std::string key_file = system_.dir() + "/karl.key";
    if (access(key_file.c_str(), F_OK) != 0) {
      std::ofstream(key_file)
          << system_.CreateKey("daily", v1::ApiKey::MODERATOR);
      EXPECT_EQ(chmod(key_file.c_str(), 0600), 0);
    }
    ProgramOptions options;
    options.environment = {{"WINNOW_KEY_FILE", key_file},
                           {"XDG_STATE_HOME", system_.dir() + "/karl"}};
    return system_.Winnow(std::move(arguments), "daily", options);
  }

  // Hands in a comment that the list above holds.
  void Hold(const std::string& name, const std::string& body,
            std::vector<std::string> more = {}) {
    std::vector<std::string> line = {"submit",
                                     "--thread",
                                     "rain",
                                     "--name",
                                     name,
                                     "--email",
                                     absl::StrCat(name, "@mail.example"),
                                     absl::StrCat(body, " umbrella")};
    line.insert(line.end(), more.begin(), more.end());
    const ProgramResult submitted = Winnow(std::move(line));
    ASSERT_THAT(submitted.output, HasSubstr("HELD")) << submitted.errors;
  }

  std::string States() {
    std::string all;
    for (const char* state : {"approved", "rejected", "spam", "held"}) {
      absl::StrAppend(&all,
                      Winnow({"queue", "--state", state, "--json"}).output);
    }
    return all;
  }

  std::vector<std::pair<std::string, std::string>> Environment() {
    return system_.CommandEnvironment("daily");
  }

  std::vector<std::string> Command(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(),
                     {WinnowSystem::command_path(), "review"});
    return arguments;
  }

  WinnowSystem system_;
};

TEST_F(ReviewWork, DecidesOneAfterAnotherAndTakesOneBack) {
  for (const char* name : {"Ann", "Bob", "Cid", "Dot"}) {
    Hold(name, absl::StrCat("Says ", name, " about the"));
  }
  const Terminal terminal(Command(), Environment());
  ASSERT_TRUE(terminal.WaitFor("Says Ann"));
  EXPECT_THAT(terminal.Screen(),
              AllOf(HasSubstr("rain"), HasSubstr("Ann  NEW"),
                    HasSubstr("suspect-term → HOLD"), HasSubstr("[umbrella]"),
                    HasSubstr("a approve  r reject  s spam")));
  // The word is underlined.
  EXPECT_THAT(terminal.StyledScreen(), HasSubstr("\033[4mumbrella"));
  EXPECT_THAT(Winnow({"lease", "list"}).output, HasSubstr("operator"));

  terminal.Type("a");
  ASSERT_TRUE(terminal.WaitFor("Says Bob"));
  EXPECT_THAT(terminal.Screen(),
              AllOf(HasSubstr("APPROVED"), HasSubstr("1 decided by you")));
  terminal.Type("r");
  ASSERT_TRUE(terminal.WaitFor("Reject it. Why?"));
  terminal.Type("5");
  ASSERT_TRUE(terminal.WaitFor("Says Cid"));
  EXPECT_THAT(terminal.Screen(), HasSubstr("REJECTED off_topic"));
  terminal.Type("n");
  ASSERT_TRUE(terminal.WaitFor("Says Dot"));
  terminal.Type("s");
  // The one passed over comes again, then nothing is left.
  ASSERT_TRUE(terminal.WaitFor("Says Cid"));
  terminal.Type("u");
  ASSERT_TRUE(terminal.WaitFor("Says Dot"));
  EXPECT_THAT(terminal.Screen(), HasSubstr("taken back"));
  terminal.Type("a");
  ASSERT_TRUE(terminal.WaitFor("Says Cid"));
  terminal.Type("a");
  ASSERT_TRUE(terminal.WaitFor("Nothing waits"));
  Hold("Eve", "Says Eve about the");
  ASSERT_TRUE(terminal.WaitFor("Says Eve"));
  EXPECT_THAT(terminal.Screen(), HasSubstr("1 held"));
  terminal.Type("q");
  EXPECT_EQ(terminal.WaitForExit(), 0);
  EXPECT_TRUE(terminal.WaitFor("4 comments decided"));

  EXPECT_THAT(Winnow({"queue", "--state", "approved"}).output,
              AllOf(HasSubstr("Says Ann"), HasSubstr("Says Cid"),
                    HasSubstr("Says Dot")));
  EXPECT_THAT(Winnow({"queue", "--state", "rejected"}).output,
              HasSubstr("Says Bob"));
  EXPECT_THAT(Winnow({"queue"}).output, HasSubstr("Says Eve"));
  EXPECT_THAT(Winnow({"lease", "list"}).output, HasSubstr("Nobody works"));
}

TEST_F(ReviewWork, ExplainsHelpsScrollsAndFollowsTheWindow) {
  std::string body;
  for (int i = 1; i <= 40; ++i) absl::StrAppend(&body, "Line ", i, ".\n");
  Hold("Ann", body);
  const Terminal terminal(Command(), Environment());
  ASSERT_TRUE(terminal.WaitFor("Line 1."));
  EXPECT_THAT(terminal.Screen(), Not(HasSubstr("Line 30.")));
  terminal.Press("PageDown");
  terminal.Press("PageDown");
  terminal.Press("PageDown");
  ASSERT_TRUE(terminal.WaitFor("umbrella"));
  terminal.Type("w");
  ASSERT_TRUE(terminal.WaitFor("since"));
  terminal.Type("w");
  ASSERT_TRUE(terminal.WaitFor("Line 1."));
  terminal.Type("?");
  ASSERT_TRUE(terminal.WaitFor("Any key goes back"));
  // The key that closes the help does nothing else.
  terminal.Type("a");
  ASSERT_TRUE(terminal.WaitUntilGone("Any key goes back"));
  terminal.Resize(120, 60);
  ASSERT_TRUE(terminal.WaitFor("Line 40."));
  terminal.Resize(60, 16);
  ASSERT_TRUE(terminal.WaitUntilGone("Line 20."));
  EXPECT_THAT(terminal.Screen(), HasSubstr("a approve  r reject"));
  terminal.Resize(30, 8);
  ASSERT_TRUE(terminal.WaitFor("make the window larger"));
  // Nothing is shown: nothing is decided.
  terminal.Type("as");
  terminal.Resize(80, 24);
  ASSERT_TRUE(terminal.WaitFor("a approve"));
  terminal.Press("C-c");
  EXPECT_EQ(terminal.WaitForExit(), 130);
  EXPECT_THAT(Winnow({"queue"}).output, HasSubstr("Line 1."));
  EXPECT_THAT(Winnow({"lease", "list"}).output, HasSubstr("Nobody works"));
}

TEST_F(ReviewWork, DecidesWhatIsLikeItAndBansItsAuthor) {
  for (const char* body : {"First of mine about the", "Second thing by me, an",
                           "And another, third, of an"}) {
    Hold("Ann", body);
  }
  Hold("Bob", "Something of Bob with an");
  const Terminal terminal(Command(), Environment());
  ASSERT_TRUE(terminal.WaitFor("First of mine"));
  terminal.Type("s");
  ASSERT_TRUE(terminal.WaitFor("h: 2 more held by its author"));
  terminal.Type("h");
  ASSERT_TRUE(
      terminal.WaitFor("Make 2 held comments by the last one's author"));
  terminal.Type("y");
  ASSERT_TRUE(terminal.WaitFor("Something of Bob"));
  EXPECT_THAT(terminal.Screen(), HasSubstr("2 comments SPAM"));
  terminal.Type("u");
  ASSERT_TRUE(terminal.WaitFor("2 comments as before"));
  terminal.Type("b");
  ASSERT_TRUE(terminal.WaitFor("Ban from commenting"));
  terminal.Type("2");
  ASSERT_TRUE(terminal.WaitFor("It touches 1 held"));
  terminal.Type("r");
  // His comment was among those rejected: the next is there.
  ASSERT_TRUE(terminal.WaitFor("Second thing by me"));
  EXPECT_THAT(terminal.Screen(), HasSubstr("banned; winnow unban"));
  terminal.Type("N");
  ASSERT_TRUE(terminal.WaitFor("A note for moderators"));
  // What is pasted is text, not keys.
  terminal.Paste("aas pasted");
  ASSERT_TRUE(terminal.WaitFor("> aas pasted_"));
  terminal.Press("Enter");
  ASSERT_TRUE(terminal.WaitFor("aas pasted"));
  terminal.Paste("aaaa");
  terminal.Type("w");
  ASSERT_TRUE(terminal.WaitFor("since"));
  terminal.Type("q");
  EXPECT_EQ(terminal.WaitForExit(), 0);
  EXPECT_THAT(Winnow({"bans"}).output, HasSubstr("author"));
  EXPECT_THAT(Winnow({"queue"}).output,
              AllOf(HasSubstr("Second thing"), HasSubstr("And another"),
                    Not(HasSubstr("Something of Bob"))));
}

TEST_F(ReviewWork, TellsWhenAnAuthorOrColleagueWasFaster) {
  Hold("Ann", "Says Ann about the");
  Hold("Bob", "Says Bob about the");
  const Terminal terminal(Command(), Environment());
  ASSERT_TRUE(terminal.WaitFor("Says Ann"));
  // A colleague takes it over.
  EXPECT_EQ(Karl({"queue"}).exit_status, 0);
  EXPECT_EQ(Karl({"lease", "steal", "@1"}).exit_status, 0);
  EXPECT_EQ(Karl({"reject", "@1"}).exit_status, 0);
  terminal.Type("a");
  ASSERT_TRUE(terminal.WaitFor("Says Bob"));
  EXPECT_THAT(terminal.Screen(), HasSubstr("REJECTED"));
  EXPECT_THAT(Winnow({"queue", "--state", "rejected"}).output,
              HasSubstr("Says Ann"));
  // What was decided here and changed elsewhere is not taken back here.
  terminal.Type("a");
  ASSERT_TRUE(terminal.WaitFor("Nothing waits"));
  EXPECT_EQ(Karl({"queue", "--state", "approved"}).exit_status, 0);
  EXPECT_EQ(Karl({"spam", "@1"}).exit_status, 0);
  terminal.Type("u");
  ASSERT_TRUE(terminal.WaitUntilGone("APPROVED"));
  EXPECT_THAT(Winnow({"queue", "--state", "spam"}).output,
              HasSubstr("Says Bob"));
  terminal.Type("q");
  EXPECT_EQ(terminal.WaitForExit(), 0);
}

TEST_F(ReviewWork, AnswersWhatReadersReported) {
  for (const char* name : {"Ann", "Bob"}) {
    Hold(name, absl::StrCat("Says ", name, " about the"));
    EXPECT_EQ(Winnow({"queue"}).exit_status, 0);
    EXPECT_EQ(Winnow({"approve", "@1"}).exit_status, 0);
    for (int reader = 0; reader < 5; ++reader) {
      EXPECT_EQ(Winnow({"report", "@1", "--reason", "advertising",
                        "--reporter-id", absl::StrCat(name, reader)})
                    .exit_status,
                0);
    }
  }
  Hold("Cid", "Says Cid about the");
  const Terminal terminal(Command({"--reported"}), Environment());
  ASSERT_TRUE(terminal.WaitFor("Says Ann"));
  EXPECT_THAT(terminal.Screen(),
              AllOf(HasSubstr("reported comments"), HasSubstr("ADVERTISING")));
  terminal.Type("n");
  ASSERT_TRUE(terminal.WaitFor("Says Bob"));
  terminal.Type("s");
  ASSERT_TRUE(terminal.WaitFor("Says Ann"));
  terminal.Type("u");
  ASSERT_TRUE(terminal.WaitFor("Says Bob"));
  terminal.Type("s");
  ASSERT_TRUE(terminal.WaitFor("Says Ann"));
  terminal.Type("a");
  ASSERT_TRUE(terminal.WaitFor("Nothing waits"));
  // The last decision is the answer, not what was filed as spam before.
  terminal.Type("u");
  ASSERT_TRUE(terminal.WaitFor("cannot be taken back"));
  terminal.Type("q");
  EXPECT_EQ(terminal.WaitForExit(), 0);
  EXPECT_THAT(Winnow({"queue", "--state", "spam"}).output,
              HasSubstr("Says Bob"));
  EXPECT_THAT(Winnow({"queue", "--state", "approved"}).output,
              HasSubstr("Says Ann"));
  EXPECT_THAT(
      Winnow({"queue"}).output,
      AllOf(HasSubstr("Says Cid"), Not(HasSubstr("reported by readers"))));
}

TEST_F(ReviewWork, ShowsEveryScriptAndNoControlCharacter) {
  Hold("Ann",
       "\u05e9\u05dc\u05d5\u05dd \u6f22\u5b57 \U0001F600 "
       "x\033]0;owned\007\033[31mred\u202Eback");
  auto environment = Environment();
  environment.emplace_back("NO_COLOR", "1");
  const Terminal terminal(Command(), environment);
  ASSERT_TRUE(terminal.WaitFor("\u6f22\u5b57"));
  EXPECT_THAT(terminal.Screen(),
              AllOf(HasSubstr("\u05e9\u05dc\u05d5\u05dd"), HasSubstr("~~~~"),
                    HasSubstr("a approve  r reject")));
  EXPECT_THAT(terminal.StyledScreen(), Not(HasSubstr("\033[31m")));
  terminal.Type("q");
  EXPECT_EQ(terminal.WaitForExit(), 0);
}

TEST_F(ReviewWork, NeedsATerminal) {
  const ProgramResult piped = Winnow({"review"});
  EXPECT_EQ(piped.exit_status, 2);
  EXPECT_THAT(piped.errors, AllOf(HasSubstr("needs a terminal"),
                                  HasSubstr("winnow lease next")));
  EXPECT_EQ(Winnow({"review", "--json"}).exit_status, 2);
}

}  // namespace
}  // namespace winnow
