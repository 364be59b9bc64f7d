// An editor's work on a policy, with the `winnow` command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/eventually.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
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

TEST_F(PolicyWork, CountsWhereAShadowPolicyDiffers) {
  EXPECT_THAT(Winnow({"policy", "shadow"}).output,
              HasSubstr("No policy runs in shadow"));
  const std::string file = Write(
      "shadow.textproto",
      "name: \"trial\"\n"
      "lists { name: \"walls\" kind: SUSPECT terms: \"wall\" }\n"
      "rules { name: \"walls\" conditions { signal: \"listed_suspect\" }\n"
      "        action: HOLD }\n"
      "rules { name: \"default\" action: APPROVE }\n");
  const ProgramResult set = Winnow({"policy", "shadow", file});
  EXPECT_EQ(set.exit_status, 0) << set.errors;
  Submit("The harbour needs a new wall.", "Ann");
  Submit("Nobody asked the fishermen.", "Cem");
  // Counts are written once a second.
  std::string report;
  EXPECT_TRUE(Eventually([&] {
    report = Winnow({"policy", "shadow"}).output;
    return report.find("it saw 2 comments") != std::string::npos;
  }));
  EXPECT_THAT(report, AllOf(HasSubstr("it saw 2 comments"),
                            HasSubstr("APPROVED -> HELD: 1 comment"),
                            HasSubstr("listed_suspect 0.50")));
  // It decided nothing.
  EXPECT_EQ(Winnow({"queue", "--json"}).output, "");
  EXPECT_EQ(Winnow({"policy", "shadow", "off"}).exit_status, 0);
  EXPECT_THAT(Winnow({"policy", "shadow"}).output,
              HasSubstr("No policy runs in shadow"));
}

TEST_F(PolicyWork, RescreensHeldCommentsAsABatchThatCanBeUndone) {
  Submit(kThreeLinks, "Ben");
  Submit(
      "My sources: https://ferry.example/a, https://boats.example and "
      "https://quay.example",
      "Dora");
  Submit("Go kill yourself.", "Eve");
  const std::string file = Write(
      "calm.textproto",
      "name: \"calm\"\n"
      "lists { name: \"threats\" kind: SUSPECT terms: \"kill yourself\" }\n"
      "rules { name: \"threat\" conditions { signal: \"listed_suspect\" }\n"
      "        action: HOLD }\n"
      "rules { name: \"default\" action: APPROVE }\n");
  ASSERT_EQ(Winnow({"policy", "apply", file}).exit_status, 0);

  const ProgramResult dry =
      Winnow({"rescreen", "--where", "state=held", "--dry-run"});
  EXPECT_EQ(dry.exit_status, 0) << dry.errors;
  EXPECT_THAT(dry.output, HasSubstr("2 of 3 comments would be approved"));
  EXPECT_EQ(Winnow({"rescreen", "--where", "state=held"}).exit_status, 2)
      << "it asks before it does anything";
  EXPECT_EQ(
      Winnow({"rescreen", "--where", "state=spam", "--dry-run"}).exit_status,
      1);

  const ProgramResult done =
      Winnow({"rescreen", "--where", "rule=many-links", "--yes"});
  EXPECT_EQ(done.exit_status, 0) << done.errors;
  // Whoever is interrupted can take back what was done.
  EXPECT_THAT(done.output, MatchesRegex("Take it back with: winnow undo .*\n"
                                        "2 of 2 comments approved\n"));
  const std::string marker = "winnow undo ";
  const size_t at = done.output.find(marker);
  ASSERT_NE(at, std::string::npos) << done.output;
  const std::string batch = done.output.substr(at + marker.size(), 36);

  // Somebody decides about one of them; the undo leaves that alone.
  const ProgramResult listed = Winnow({"queue", "--state", "approved"});
  EXPECT_THAT(listed.output, HasSubstr("@2"));
  ASSERT_EQ(Winnow({"reject", "@1", "--reason", "off_topic"}).exit_status, 0);
  const ProgramResult undone = Winnow({"undo", batch});
  EXPECT_EQ(undone.exit_status, 1);
  EXPECT_THAT(undone.output,
              HasSubstr("1 comment as before, 1 left as they are"));
  EXPECT_THAT(undone.errors, HasSubstr("stays REJECTED"));
  EXPECT_THAT(Winnow({"queue"}).output,
              AllOf(HasSubstr("@2"), Not(HasSubstr("@3"))));
  EXPECT_EQ(
      Winnow({"undo", "0192f3c1-7a2b-7c11-8f00-5a6b7c8d9e0f"}).exit_status, 1);
}

}  // namespace
}  // namespace winnow
