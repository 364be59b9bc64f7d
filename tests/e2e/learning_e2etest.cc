// A site teaches its adapter, sees what it would change, and turns it on: with
// the `winnow` command and the shipped model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/screening/classifier/training/row_parser.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int kOfEach = 60;

class LearningWork : public testing::Test {
 protected:
  LearningWork()
      : system_({.flags = {absl::StrCat("--model=", WINNOW_SOURCE_DIR,
                                        "/deploy/models/winnow.model")}}) {}

  void SetUp() override { system_.CreateSite("daily"); }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // Runs a command that must succeed and returns what it prints.
  std::string Must(std::vector<std::string> arguments) {
    const ProgramResult result = Winnow(arguments);
    EXPECT_EQ(result.exit_status, 0) << arguments[0] << ": " << result.errors;
    return result.output;
  }

  // Comments by as many readers, which wait for a person because of a term.
  void SubmitBoth() {
    const std::string path = absl::StrCat(system_.dir(), "/comments.jsonl");
    std::ofstream out(path);
    for (int i = 0; i < 2 * kOfEach; ++i) {
      const bool spam = i % 2 == 0;
      out << "{\"thread\":\"t" << i % 7 << "\",\"name\":\"Reader Nemo\","
          << "\"email\":\"reader" << i << "@mail.example\",\"body\":\"Number "
          << i << " umbrella: "
          << (spam ? "the sourdough club meets again, join our sourdough club"
                   : "the council should say what the tram line costs us")
          << ". Write to reader" << i << "@mail.example\"}\n";
    }
    out.close();
    Must({"submit", "--from", path});
  }

  WinnowSystem system_;
};

TEST_F(LearningWork, TeachesShowsTurnsOnExportsAndResets) {
  Must({"lists", "add", "wait", "umbrella", "--kind", "suspect"});
  EXPECT_THAT(Must({"adapter", "show"}),
              AllOf(HasSubstr("adapter in shadow"),
                    HasSubstr("spam needs 50 more refused")));
  SubmitBoth();
  Must({"spam", "--where", "state=held text~\"sourdough\"", "--yes"});
  Must({"approve", "--where", "state=held text~\"tram\"", "--yes"});

  const std::string shown = Must({"adapter", "show"});
  EXPECT_THAT(shown, AllOf(HasSubstr("sourdough"), HasSubstr("yes"),
                           HasSubstr(absl::StrCat(kOfEach))));
  EXPECT_THAT(Must({"--json", "adapter", "show"}),
              AllOf(HasSubstr("\"mode\":\"SHADOW\""),
                    HasSubstr("\"refused_count\":\"60\"")));
  EXPECT_THAT(Must({"stats"}), HasSubstr("adapter in shadow"));

  const std::string text = "the sourdough club meets again on Monday";
  const std::string before = Must({"--json", "analyze", text});
  Must({"site", "set", "learning.adapter", "on"});
  EXPECT_THAT(Must({"stats"}), HasSubstr("adapter on"));
  EXPECT_NE(Must({"--json", "analyze", text}), before);

  const std::string saved = absl::StrCat(system_.dir(), "/saved.adapter");
  Must({"adapter", "export", saved});
  struct stat file;
  ASSERT_EQ(stat(saved.c_str(), &file), 0);
  EXPECT_GT(file.st_size, 60'000);
  EXPECT_EQ(file.st_mode & 0777u, 0600u);
  EXPECT_THAT(Winnow({"adapter", "export", saved}).errors,
              HasSubstr("not overwritten"));

  const ProgramResult unsure = Winnow({"adapter", "reset"});
  EXPECT_EQ(unsure.exit_status, 2);
  EXPECT_THAT(unsure.errors, HasSubstr("--yes"));
  EXPECT_THAT(Must({"adapter", "reset", "--yes"}),
              HasSubstr("50 more approved"));
}

TEST_F(LearningWork, ExportsDecisionsThatTrainingReads) {
  Must({"lists", "add", "wait", "umbrella", "--kind", "suspect"});
  SubmitBoth();
  Must({"spam", "--where", "state=held text~\"sourdough\"", "--yes"});
  Must({"approve", "--where", "state=held text~\"tram\"", "--yes"});

  const std::string path = absl::StrCat(system_.dir(), "/decisions.jsonl");
  const ProgramResult exported = Winnow({"export", "--decisions", path});
  ASSERT_EQ(exported.exit_status, 0) << exported.errors;
  EXPECT_THAT(exported.errors, HasSubstr("120 decisions written"));
  std::stringstream read;
  read << std::ifstream(path).rdbuf();
  EXPECT_THAT(read.str(),
              AllOf(Not(HasSubstr("mail.example")), Not(HasSubstr("Nemo"))));
  int rows = 0;
  int spam = 0;
  for (const auto line : absl::StrSplit(read.str(), '\n', absl::SkipEmpty())) {
    const auto row = ParseJsonRow(line);
    ASSERT_TRUE(row.ok()) << row.status();
    EXPECT_THAT(row->text, HasSubstr("[email]"));
    ++rows;
    spam += row->labels[kSpamHead] == 1 ? 1 : 0;
  }
  EXPECT_EQ(rows, 2 * kOfEach);
  EXPECT_EQ(spam, kOfEach);
  EXPECT_EQ(Must({"export", "--decisions"}), read.str());
  EXPECT_EQ(Winnow({"export", "--format", "pdf"}).exit_status, 2);
}

}  // namespace
}  // namespace winnow
