// A moderator bans somebody, and takes it back, with the `winnow` command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class BansWork : public testing::Test {
 protected:
  void SetUp() override { system_.CreateSite("daily"); }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // Runs it and expects it to be done; returns what it says.
  std::string Done(std::vector<std::string> arguments) {
    const ProgramResult result = Winnow(std::move(arguments));
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    return result.output;
  }

  std::string Submit(const std::string& body,
                     const std::string& email = "ann@mail.example") {
    return Done(
        {"submit", "--thread", "t", "--name", "Ann", "--email", email, body});
  }

  WinnowSystem system_;
};

TEST_F(BansWork, BansTheAuthorOfAHeldCommentAndEndsIt) {
  Submit("This is a first, friendly comment.");
  // A term of the site's own holds the next one.
  Done({"lists", "add", "rude", "umbrella", "--kind", "suspect"});
  EXPECT_THAT(Submit("Take your umbrella and go."), HasSubstr("HELD"));
  EXPECT_THAT(Done({"queue"}), HasSubstr("umbrella"));

  // First it only says what it would touch.
  EXPECT_THAT(Done({"ban", "author", "--of", "@1", "--dry-run"}),
              AllOf(HasSubstr("1 held and 1 published comment by 1 author"),
                    Not(HasSubstr("ann@"))));
  const ProgramResult unasked = Winnow({"ban", "author", "--of", "@1"});
  EXPECT_EQ(unasked.exit_status, 2);
  EXPECT_THAT(unasked.errors, HasSubstr("--yes"));
  EXPECT_THAT(Done({"bans"}), HasSubstr("Nobody and nothing is banned"));

  const std::string banned =
      Done({"ban", "author", "--of", "@1", "--for", "30d", "--reason",
            "insults", "--reject-last", "7d", "--yes"});
  EXPECT_THAT(banned,
              AllOf(HasSubstr("BANNED"), HasSubstr("rejects until"),
                    HasSubstr("2 comments rejected"), HasSubstr("winnow undo "),
                    HasSubstr("winnow unban ")));
  EXPECT_THAT(Submit("It is me again.", "ann+again@mail.example"),
              HasSubstr("REJECTED"));
  EXPECT_THAT(Submit("I am Bob.", "bob@mail.example"), HasSubstr("APPROVED"));
  EXPECT_THAT(Done({"queue", "--state", "rejected"}),
              HasSubstr("banned-author"));
  EXPECT_THAT(Done({"show", "@1"}), HasSubstr("BANNED"));
  EXPECT_THAT(Done({"bans"}),
              AllOf(HasSubstr("the author"), HasSubstr("insults"),
                    Not(HasSubstr("mail.example"))));
  const ProgramResult again = Winnow({"ban", "author", "--of", "@1", "--yes"});
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_THAT(again.errors, HasSubstr("banned already"));

  const size_t batch = banned.find("winnow undo ") + 12;
  EXPECT_THAT(Done({"undo", banned.substr(batch, 36)}),
              HasSubstr("2 comments as before"));
  const size_t ban = banned.find("winnow unban ") + 13;
  EXPECT_THAT(Done({"unban", banned.substr(ban, 8)}), HasSubstr("ENDED"));
  EXPECT_THAT(Submit("It is me, forgiven."), HasSubstr("APPROVED"));
  EXPECT_EQ(Winnow({"unban", banned.substr(ban, 8)}).exit_status, 1);
}

TEST_F(BansWork, BansDomainsPhrasesAndNetworksForScriptsToo) {
  EXPECT_THAT(Done({"ban", "domain", "casino.example", "--yes", "--json"}),
              AllOf(HasSubstr("\"kind\":\"LINK_DOMAIN\""),
                    HasSubstr("\"value\":\"casino.example\"")));
  EXPECT_THAT(Submit("I won at https://casino.example/x yesterday."),
              HasSubstr("REJECTED"));
  Done({"ban", "phrase", "miracle cream", "--hold", "--yes"});
  EXPECT_THAT(Submit("My m1racle cream."), HasSubstr("HELD"));
  Done({"ban", "domain", "throwaway.example", "--email", "--for", "7d",
        "--yes"});
  EXPECT_THAT(Submit("Good morning.", "x@throwaway.example"),
              HasSubstr("REJECTED"));

  const ProgramResult common =
      Winnow({"ban", "domain", "gmail.com", "--email", "--yes"});
  EXPECT_EQ(common.exit_status, 1);
  EXPECT_THAT(common.errors, HasSubstr("ban the author instead"));
  const ProgramResult badly =
      Winnow({"ban", "phrase", "x y z", "--for", "soon", "--yes"});
  EXPECT_EQ(badly.exit_status, 2);
  EXPECT_THAT(badly.errors, HasSubstr("as 7d"));
  Done({"queue"});
  // The command told no address of a reader's network.
  const ProgramResult unknown =
      Winnow({"ban", "network", "--of", "@1", "--yes"});
  EXPECT_EQ(unknown.exit_status, 1);
  EXPECT_THAT(unknown.errors, HasSubstr("ban the author instead"));
}

}  // namespace
}  // namespace winnow
