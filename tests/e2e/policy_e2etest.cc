// An editor's work on a policy, with the `winnow` command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class PolicyWork : public testing::Test {
 protected:
  void SetUp() override { system_.CreateSite("daily"); }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // Writes a policy to a file and returns its path.
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = absl::StrCat(system_.dir(), "/", name);
    std::ofstream(path) << text;
    return path;
  }

  // Submits one comment and fails if it is refused.
  void Submit(const std::string& body, const std::string& name) {
    const ProgramResult result =
        Winnow({"submit", "--thread", "2026/a", "--name", name, "--email",
                absl::StrCat(name, "@example.org"), body});
    EXPECT_EQ(result.exit_status, 0) << result.errors;
  }

  WinnowSystem system_;
};

// The shipped policy holds it for its links.
constexpr char kThreeLinks[] =
    "See https://a.example https://b.example https://c.example";

TEST_F(PolicyWork, AppliesLooksBackAndRollsBack) {
  const std::string file =
      Write("mine.textproto",
            "name: \"mine\"\nrules { name: \"default\" action: HOLD }\n");
  const ProgramResult applied = Winnow({"policy", "apply", file});
  EXPECT_EQ(applied.exit_status, 0) << applied.errors;
  EXPECT_THAT(applied.output, HasSubstr("mine is live as revision 2"));
  EXPECT_THAT(Winnow({"policy", "get", "--revision", "1"}).output,
              HasSubstr("name: \"balanced\""));
  const ProgramResult back = Winnow({"policy", "rollback", "1"});
  EXPECT_EQ(back.exit_status, 0) << back.errors;
  EXPECT_THAT(back.output, HasSubstr("balanced is live as revision 3"));
  const ProgramResult history = Winnow({"policy", "history"});
  EXPECT_EQ(history.exit_status, 0) << history.errors;
  EXPECT_THAT(history.output,
              AllOf(HasSubstr("live, back to 1"), HasSubstr("mine")));
  EXPECT_THAT(Winnow({"policy", "get", "--preset", "strict"}).output,
              HasSubstr("name: \"strict\""));
}

TEST_F(PolicyWork, ReplaysAPolicyOverWhatIsStored) {
  Submit("The harbour needs a new wall.", "Ann");
  Submit(kThreeLinks, "Ben");
  Submit("Nobody asked the fishermen.", "Cem");
  const std::string file = Write(
      "strict.textproto",
      "name: \"strict-about-walls\"\n"
      "lists { name: \"walls\" kind: SUSPECT terms: \"wall\" }\n"
      "rules { name: \"walls\" conditions { signal: \"listed_suspect\" }\n"
      "        action: HOLD }\n"
      "rules { name: \"default\" action: APPROVE }\n");
  const ProgramResult replay = Winnow({"policy", "replay", file});
  EXPECT_EQ(replay.exit_status, 0) << replay.errors;
  EXPECT_THAT(
      replay.output,
      AllOf(HasSubstr("OLD \\ NEW"), HasSubstr("APPROVED -> HELD: 1 comment"),
            HasSubstr("HELD -> APPROVED: 1 comment"),
            HasSubstr("listed_suspect 0.50"), HasSubstr("many-links"),
            HasSubstr("3 comments in")));
  // It changed nothing.
  EXPECT_THAT(Winnow({"queue", "--json"}).output, HasSubstr("many-links"));
  const ProgramResult some =
      Winnow({"policy", "replay", file, "--where", "state=held", "--json"});
  EXPECT_EQ(some.exit_status, 0) << some.errors;
  EXPECT_THAT(some.output, HasSubstr("\"examined\":\"1\""));
  EXPECT_EQ(Winnow({"policy", "replay"}).exit_status, 2);
}

}  // namespace
}  // namespace winnow
