// Erasing an author with the `winnow` command: everything that a run leaves
// behind is searched for the person.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/methods.h"
#include "tests/support/eventually.h"
#include "tests/support/terminal.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kAddress[] = "vivian.quetzal@mail.example";

class EraseWork : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    client_ = system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::SITE),
                                 "daily");
  }

  ProgramResult Run(std::vector<std::string> arguments,
                    ProgramOptions options = {}) {
    return system_.Winnow(std::move(arguments), "daily", options);
  }

  void Submit(const std::string& body, const std::string& email) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("news/42");
    request.set_display_name(email == kAddress ? "Vivian Quetzal" : "Ben");
    request.set_email(email);
    request.set_body(body);
    request.set_network_address("198.51.100.7");
    const auto submitted = client_->Call(kSubmitComment, request);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
  }

  // Plain commands in its file, so that a text in it can be searched for.
  WinnowSystem system_ =
      WinnowSystem({.redis_config = {"aof-use-rdb-preamble no"}});
  std::unique_ptr<Client> client_;
};

// Files below a directory that have a text in them.
std::vector<std::string> FilesWith(const std::string& directory,
                                   const std::string& text) {
  std::vector<std::string> found;
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(directory)) {
    if (!file.is_regular_file()) continue;
    std::ostringstream all;
    all << std::ifstream(file.path(), std::ios::binary).rdbuf();
    if (all.str().find(text) != std::string::npos) {
      found.push_back(file.path());
    }
  }
  return found;
}

TEST_F(EraseWork, LeavesNothingOfAPersonInAnyFile) {
  Submit("The heron flies over the harbour", kAddress);
  Submit("A second heron, of the same person", kAddress);
  Submit("My own words about the weather", "ben@mail.example");
  const ProgramResult listed = Run({"queue", "--state", "approved"});
  EXPECT_THAT(listed.output, HasSubstr("heron"));

  ProgramOptions typed;
  typed.standard_input = absl::StrCat(kAddress, "\n");
  const ProgramResult dry = Run({"erase", "-", "--dry-run"}, typed);
  EXPECT_EQ(dry.exit_status, 0) << dry.errors;
  EXPECT_THAT(dry.output, HasSubstr("2 comments erased"));
  EXPECT_THAT(dry.output, HasSubstr("Stays: "));
  const ProgramResult unasked = Run({"erase", "-"}, typed);
  EXPECT_EQ(unasked.exit_status, 2);
  EXPECT_THAT(unasked.errors, HasSubstr("add --yes"));

  const ProgramResult erased = Run({"erase", "-", "--yes"}, typed);
  EXPECT_EQ(erased.exit_status, 0) << erased.errors;
  EXPECT_THAT(erased.output, HasSubstr("2 comments erased, 2 sealed emails"));
  EXPECT_THAT(erased.output, HasSubstr("rewritten its append-only file"));
  for (const ProgramResult* result : {&dry, &unasked, &erased}) {
    EXPECT_THAT(result->output + result->errors, Not(HasSubstr("quetzal")));
  }
  const std::string events = Run({"feed", "--json"}).output;
  EXPECT_THAT(events, HasSubstr("RETRACTED"));
  EXPECT_THAT(events, Not(HasSubstr("heron")));
  EXPECT_THAT(Run({"queue", "--state", "approved"}).output,
              HasSubstr("weather"));
  EXPECT_THAT(Run({"history"}).output, HasSubstr("AUTHOR_ERASED"));
  EXPECT_EQ(Run({"audit", "verify"}).exit_status, 0);
  EXPECT_EQ(Run({"queue", "verify"}).exit_status, 0);

  for (const char* text : {"heron", "Quetzal", "quetzal", "vivian"}) {
    EXPECT_THAT(FilesWith(system_.dir(), text), testing::IsEmpty()) << text;
    EXPECT_THAT(FilesWith(system_.redis().dir(), text), testing::IsEmpty())
        << text;
  }
  EXPECT_FALSE(FilesWith(system_.redis().dir(), "My own words").empty());
}

TEST_F(EraseWork, IsDoneAgainAfterABackupIsRestored) {
  // Written long ago: who came after an erasure was asked for is not meant.
  const std::string comments = absl::StrCat(system_.dir(), "/old.jsonl");
  std::ofstream(comments)
      << R"({"source_id":"1","thread":{"id":"news/42"},"state":"APPROVED",)"
      << R"("create_time":"2020-01-01T12:00:00Z","name":"Vivian Quetzal",)"
      << R"("body":"The heron flies over the harbour","email":")" << kAddress
      << "\"}\n";
  const ProgramResult imported = Run({"import", "jsonl", comments});
  EXPECT_EQ(imported.exit_status, 0) << imported.errors;
  std::filesystem::remove(comments);
  Submit("My own words about the weather", "ben@mail.example");
  const std::string files =
      absl::StrCat(system_.redis().dir(), "/appendonlydir");
  const std::string backup = absl::StrCat(system_.dir(), "/backup");
  system_.redis().Stop();
  std::filesystem::copy(files, backup,
                        std::filesystem::copy_options::recursive);
  system_.redis().Restart();
  system_.WaitUntilReady();
  ProgramOptions typed;
  typed.standard_input = absl::StrCat(kAddress, "\n");
  EXPECT_EQ(Run({"erase", "-", "--yes"}, typed).exit_status, 0);
  std::ostringstream log;
  log << std::ifstream(system_.erasure_log()).rdbuf();
  EXPECT_THAT(log.str(), HasSubstr(" daily "));
  for (const char* text : {"vivian", "quetzal", "Quetzal", "heron"}) {
    EXPECT_THAT(log.str(), Not(HasSubstr(text)));
  }

  system_.StopWinnowd();
  system_.redis().Stop();
  std::filesystem::remove_all(files);
  std::filesystem::copy(backup, files,
                        std::filesystem::copy_options::recursive);
  std::filesystem::remove_all(backup);
  // Of an erasure some hours ago: for younger ones somebody may still wait.
  std::ofstream(system_.erasure_log())
      << absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now() - absl::Hours(1),
                          absl::UTCTimeZone())
      << log.str().substr(20);
  system_.redis().Restart();
  EXPECT_FALSE(FilesWith(system_.redis().dir(), "heron").empty());
  system_.StartWinnowd();
  system_.WaitUntilReady();

  EXPECT_TRUE(Eventually(
      [this] { return FilesWith(system_.redis().dir(), "heron").empty(); }));
  const std::string approved = Run({"queue", "--state", "approved"}).output;
  EXPECT_THAT(approved, HasSubstr("weather"));
  EXPECT_THAT(approved, Not(HasSubstr("heron")));
  EXPECT_THAT(Run({"history"}).output, HasSubstr("AUTHOR_ERASED"));
  EXPECT_EQ(Run({"audit", "verify"}).exit_status, 0);
  EXPECT_EQ(Run({"queue", "verify"}).exit_status, 0);
}

TEST_F(EraseWork, AsksForTheAddressWithoutShowingIt) {
  Submit("The heron flies over the harbour", kAddress);
  const auto environment = system_.CommandEnvironment("daily");
  {
    // A no changes nothing.
    const Terminal terminal({WinnowSystem::command_path(), "erase"},
                            environment);
    ASSERT_TRUE(terminal.WaitFor("it is not shown"));
    terminal.Type(kAddress);
    terminal.Press("Enter");
    ASSERT_TRUE(terminal.WaitFor("Go on? [y/N]"));
    EXPECT_THAT(terminal.Screen(), HasSubstr("1 comment erased"));
    EXPECT_THAT(terminal.Screen(), Not(HasSubstr("quetzal")));
    terminal.Type("n");
    terminal.Press("Enter");
    EXPECT_EQ(terminal.WaitForExit(), 0);
    EXPECT_THAT(terminal.Screen(), HasSubstr("Nothing was erased."));
  }
  {
    // Ctrl-C gives the terminal back as it was: what is typed is seen again.
    const Terminal terminal(
        {"/bin/sh", "-c",
         absl::StrCat("trap : INT; ", WinnowSystem::command_path(),
                      " erase; stty -a | tr ' ' '\\n' | grep 'echo;\\?$'")},
        environment);
    ASSERT_TRUE(terminal.WaitFor("it is not shown"));
    terminal.Press("C-c");
    // Off, it would say -echo.
    EXPECT_TRUE(terminal.WaitFor("shown): echo"));
  }
  EXPECT_THAT(Run({"queue", "--state", "approved"}).output, HasSubstr("heron"));
  const Terminal terminal({WinnowSystem::command_path(), "erase"}, environment);
  ASSERT_TRUE(terminal.WaitFor("it is not shown"));
  terminal.Type(kAddress);
  terminal.Press("Enter");
  ASSERT_TRUE(terminal.WaitFor("Go on? [y/N]"));
  terminal.Type("y");
  terminal.Press("Enter");
  EXPECT_EQ(terminal.WaitForExit(), 0);
  EXPECT_THAT(terminal.Screen(), HasSubstr("rewritten its append-only file"));
  EXPECT_THAT(terminal.Screen(), Not(HasSubstr("quetzal")));
}

TEST_F(EraseWork, FindsTheAuthorOfACommentAndRefusesTheRest) {
  Submit("The heron flies over the harbour", kAddress);
  Run({"queue", "--state", "approved"});
  const ProgramResult named =
      Run({"erase", "--author-of", "@1", "--keep-text", "--yes", "--json"});
  EXPECT_EQ(named.exit_status, 0) << named.errors;
  EXPECT_THAT(named.output, HasSubstr("\"comment_count\":\"1\""));
  EXPECT_THAT(named.output, HasSubstr("\"rewritten\":true"));
  const std::string shown = Run({"show", "@1"}).output;
  EXPECT_THAT(shown, HasSubstr("The heron flies"));
  EXPECT_THAT(shown, Not(HasSubstr("Quetzal")));

  const ProgramResult argument = Run({"erase", kAddress});
  EXPECT_EQ(argument.exit_status, 2);
  EXPECT_THAT(argument.errors, HasSubstr("never an argument"));
  EXPECT_THAT(argument.errors, Not(HasSubstr("quetzal")));
  ProgramOptions typed;
  typed.standard_input = "nobody@mail.example\n";
  const ProgramResult nobody = Run({"erase", "-", "--yes"}, typed);
  EXPECT_EQ(nobody.exit_status, 1);
  EXPECT_THAT(nobody.errors, HasSubstr("nothing is kept of this author"));
  typed.standard_input = "no address\n";
  const ProgramResult wrong = Run({"erase", "-", "--yes"}, typed);
  EXPECT_EQ(wrong.exit_status, 1);
  EXPECT_THAT(wrong.errors, HasSubstr("email"));
  EXPECT_EQ(Run({"erase", "-", "--author-of", "@1"}, typed).exit_status, 2);
  EXPECT_EQ(Run({"erase"}).exit_status, 2);
  EXPECT_EQ(Run({"erase", "--resume", "x", "--dry-run"}).exit_status, 2);
  const ProgramResult unknown =
      Run({"erase", "--resume", "0190a0a0-0000-7000-8000-000000000001"});
  EXPECT_EQ(unknown.exit_status, 1);
  EXPECT_THAT(unknown.errors, HasSubstr("no such erasure"));
}

}  // namespace
}  // namespace winnow
