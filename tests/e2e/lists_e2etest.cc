// A moderator's work on the site's own lists, with the `winnow` command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ListsWork : public testing::Test {
 protected:
  void SetUp() override { system_.CreateSite("daily"); }

  ProgramResult Winnow(std::vector<std::string> arguments,
                       const std::string& input = "") {
    ProgramOptions options;
    options.standard_input = input;
    return system_.Winnow(std::move(arguments), "daily", options);
  }

  // Writes a list to a file and returns its path.
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = absl::StrCat(system_.dir(), "/", name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  // Submits and returns what the command says about the comment.
  std::string Submit(const std::string& body) {
    const ProgramResult result =
        Winnow({"submit", "--thread", "t", "--name", "Ann", "--email",
                "ann@mail.example", body});
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    return result.output;
  }

  WinnowSystem system_;
};

TEST_F(ListsWork, HoldsACommentForATermAddedAMomentAgo) {
  EXPECT_THAT(Submit("A marvellous umbrella."), HasSubstr("APPROVED"));
  const ProgramResult added =
      Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"});
  EXPECT_EQ(added.exit_status, 0) << added.errors;
  EXPECT_THAT(added.output, HasSubstr("rude  SUSPECT  1 term"));
  EXPECT_THAT(Submit("Yet another umbrella!"), HasSubstr("HELD"));

  // Whoever looks at the comment sees the list and the entry.
  EXPECT_EQ(Winnow({"queue"}).exit_status, 0);
  EXPECT_THAT(Winnow({"show", "@1"}).output,
              AllOf(HasSubstr("rude"), HasSubstr("umbrella"),
                    HasSubstr("suspect-term")));
  EXPECT_THAT(Winnow({"analyze", "my umbrella"}).output, HasSubstr("rude"));

  EXPECT_THAT(Winnow({"lists", "show"}).output, HasSubstr("rude"));
  EXPECT_EQ(Winnow({"lists", "show", "rude"}).output, "umbrella\n");

  const ProgramResult removed = Winnow({"lists", "remove", "rude", "umbrella"});
  EXPECT_EQ(removed.exit_status, 0) << removed.errors;
  EXPECT_THAT(Submit("The last umbrella of the day."), HasSubstr("APPROVED"));
  const ProgramResult gone = Winnow({"lists", "show", "rude"});
  EXPECT_EQ(gone.exit_status, 1);
  EXPECT_THAT(gone.errors, HasSubstr("no such list"));
}

// The time is told, not judged: tests run on any machine.
TEST_F(ListsWork, ImportsSixtyThousandEntries) {
  std::string words;
  std::string hosts = "# hosts\n127.0.0.1 localhost\n";
  for (int i = 0; i < 60000; ++i) {
    absl::StrAppend(&words, "qx", i * 7919 % 1000003, "zw\r\n");
    absl::StrAppend(&hosts, "0.0.0.0 d", i, ".bad.example\n");
  }
  Submit("The first comment of the day.");
  const auto import = [this](const std::string& what, const std::string& file,
                             const std::string& kind, const std::string& body) {
    const absl::Time start = absl::Now();
    const ProgramResult imported =
        Winnow({"lists", "import", file, "--kind", kind});
    const absl::Time in_use = absl::Now();
    EXPECT_EQ(imported.exit_status, 0) << imported.errors;
    EXPECT_THAT(imported.output, HasSubstr("60000 added, 0 removed"));
    EXPECT_THAT(Submit(body), Not(HasSubstr("APPROVED"))) << what;
    std::cout << "60,000 " << what << ": imported in "
              << absl::ToInt64Milliseconds(in_use - start)
              << " ms, the next comment screened in another "
              << absl::ToInt64Milliseconds(absl::Now() - in_use) << " ms\n";
  };
  import("words", Write("Long_Words.txt", words), "suspect",
         "this is qx7919zw indeed");
  const absl::Time start = absl::Now();
  EXPECT_EQ(Winnow({"lists", "add", "long-words", "umbrella"}).exit_status, 0);
  std::cout << "one word more: "
            << absl::ToInt64Milliseconds(absl::Now() - start) << " ms\n";

  // Both together are more than one site may have.
  const std::string file = Write("hosts", hosts);
  const ProgramResult refused =
      Winnow({"lists", "import", file, "--kind", "banned-domains"});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_THAT(refused.errors, HasSubstr("100000 is the most"));
  EXPECT_EQ(
      Winnow({"lists", "import", "-", "--list", "long-words", "--replace"},
             "umbrella\n")
          .exit_status,
      0);
  import("domains", file, "banned-domains",
         "see http://d59999.bad.example/now");
}

TEST_F(ListsWork, NamesTheLinesItLeavesOut) {
  const std::string file = Write(
      "spam.txt", "shop.example\nnot a domain\n\xFF\xFE.example\nx.example\n");
  const ProgramResult imported =
      Winnow({"lists", "import", file, "--kind", "banned-domains"});
  EXPECT_EQ(imported.exit_status, 1);
  EXPECT_THAT(imported.output, HasSubstr("spam  BANNED_DOMAINS  2 terms"));
  EXPECT_THAT(
      imported.errors,
      AllOf(HasSubstr("line 2 is no domain"), HasSubstr("line 3 is not UTF-8"),
            HasSubstr("2 lines left out"), Not(HasSubstr("not a domain"))));
}

TEST_F(ListsWork, RefusesFilesThatAreNoLists) {
  const struct {
    std::vector<std::string> arguments;
    int exit_status;
    const char* says;
  } rows[] = {
      {{"/no/such/file", "--kind", "suspect"}, 2, "cannot read"},
      {{Write("a.txt", "rude\n")}, 1, "kind"},
      {{Write("b.txt", "rude\n"), "--list", "No Name", "--kind", "suspect"},
       1,
       "list's name"},
      {{Write("c.txt", ""), "--kind", "suspect"}, 1, "no entry"},
      {{Write("d.txt", "\xFF\xFEr"), "--kind", "suspect"}, 1, "UTF-8"},
      {{Write("e.txt", std::string(33 << 20, 'x')), "--kind", "suspect"},
       2,
       "32 MB"},
      {{Write("1.txt", "rude\n"), "--kind", "suspect"}, 2, "--list"},
  };
  for (const auto& row : rows) {
    std::vector<std::string> arguments = {"lists", "import"};
    arguments.insert(arguments.end(), row.arguments.begin(),
                     row.arguments.end());
    const ProgramResult refused = Winnow(arguments);
    EXPECT_EQ(refused.exit_status, row.exit_status) << row.arguments[0];
    EXPECT_THAT(refused.errors, HasSubstr(row.says)) << row.arguments[0];
  }
  EXPECT_THAT(Winnow({"lists", "show"}).output, HasSubstr("no lists"));
}

TEST_F(ListsWork, ReadsTheFormatsThatPeoplePublish) {
  EXPECT_EQ(Winnow({"lists", "import", "-", "--list", "wp", "--kind", "suspect",
                    "--format", "wordpress"},
                   "press\n")
                .exit_status,
            0);
  EXPECT_THAT(Submit("I write with WordPress."), HasSubstr("HELD"));
  EXPECT_EQ(Winnow({"lists", "import",
                    Write("terms.csv", "term,why\n\"grey, umbrella\",1\n"),
                    "--kind", "suspect"})
                .exit_status,
            0);
  EXPECT_EQ(Winnow({"lists", "show", "terms"}).output, "grey, umbrella\n");
  EXPECT_EQ(Winnow({"lists", "import", "-", "--list", "terms", "--replace"},
                   "brown hat\n")
                .exit_status,
            0);
  EXPECT_EQ(Winnow({"lists", "show", "terms"}).output, "brown hat\n");
}

}  // namespace
}  // namespace winnow
