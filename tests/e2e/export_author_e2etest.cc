// Answering a reader who asks what is kept about them, with the `winnow`
// command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/methods.h"
#include "tests/support/terminal.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kAddress[] = "vivian.quetzal@mail.example";

class ExportAuthorWork : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    client_ = system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::SITE),
                                 "daily");
    for (const char* text :
         {"The heron flies over the harbour", "A second\nheron\x1b[2J"}) {
      v1::SubmitCommentRequest request;
      request.set_site("daily");
      request.mutable_thread()->set_id("news/42");
      request.set_display_name("Vivian");
      request.set_email(kAddress);
      request.set_body(text);
      const auto submitted = client_->Call(kSubmitComment, request);
      EXPECT_TRUE(submitted.ok()) << submitted.status();
    }
  }

  // With a key that may show addresses, or the operator's that may not.
  ProgramResult Run(std::vector<std::string> arguments, bool permitted,
                    ProgramOptions options = {}) {
    if (permitted) {
      if (key_file_.empty()) {
        key_file_ = absl::StrCat(system_.dir(), "/privacy.key");
        EXPECT_EQ(
            system_
                .Winnow({"key", "create", "--name", "Privacy", "--role",
                         "operator", "--reveal-email", "--out", key_file_},
                        "daily", {})
                .exit_status,
            0);
      }
      arguments.push_back("--key-file");
      arguments.push_back(key_file_);
    }
    return system_.Winnow(std::move(arguments), "daily", options);
  }

  WinnowSystem system_;
  std::unique_ptr<Client> client_;
  std::string key_file_;
};

TEST_F(ExportAuthorWork, WritesAllThatIsKept) {
  ProgramOptions typed;
  typed.standard_input = absl::StrCat(kAddress, "\n");
  const ProgramResult text =
      Run({"export-author", "-", "--why", "request 4711"}, true, typed);
  EXPECT_EQ(text.exit_status, 0) << text.errors;
  EXPECT_THAT(text.output,
              AllOf(HasSubstr(absl::StrCat("addresses  ", kAddress)),
                    HasSubstr("    The heron flies over the harbour"),
                    HasSubstr("    heron\xef\xbf\xbd[2J"),
                    HasSubstr("thread     news/42"), Not(HasSubstr("\x1b"))));
  EXPECT_LT(text.output.find("The heron"), text.output.find("A second"));
  EXPECT_THAT(text.errors, HasSubstr("2 comments written"));
  const std::string history = system_.Winnow({"history"}, "daily", {}).output;
  EXPECT_THAT(history, HasSubstr("AUTHOR_EXPORTED"));
  EXPECT_THAT(history, Not(HasSubstr("quetzal")));

  // As a file: only its user may read it, and nothing is written over.
  const std::string file = absl::StrCat(system_.dir(), "/vivian.jsonl");
  const std::vector<std::string> to_file = {
      "--json", "export-author", "-", "--why", "request 4711", "--out", file};
  const ProgramResult lines = Run(to_file, true, typed);
  EXPECT_EQ(lines.exit_status, 0) << lines.errors;
  EXPECT_EQ(lines.output, "");
  std::ostringstream all;
  all << std::ifstream(file).rdbuf();
  EXPECT_THAT(all.str(), AllOf(HasSubstr("{\"profile\":{\"emails\":[\""),
                               HasSubstr("\"comment_counts\":{")));
  EXPECT_EQ(
      std::filesystem::status(file).permissions() &
          std::filesystem::perms::mask,
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(Run(to_file, true, typed).exit_status, 1);
}

TEST_F(ExportAuthorWork, CountsInADryRunAndRefusesTheRest) {
  ProgramOptions typed;
  typed.standard_input = absl::StrCat(kAddress, "\n");
  const ProgramResult dry =
      Run({"export-author", "-", "--dry-run"}, true, typed);
  EXPECT_EQ(dry.exit_status, 0) << dry.errors;
  EXPECT_THAT(dry.output,
              AllOf(HasSubstr("comments   "), Not(HasSubstr("quetzal"))));
  EXPECT_THAT(system_.Winnow({"history"}, "daily", {}).output,
              Not(HasSubstr("AUTHOR_EXPORTED")));

  const ProgramResult refused =
      Run({"export-author", "-", "--why", "request"}, false, typed);
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_EQ(refused.output, "");
  EXPECT_THAT(refused.errors, HasSubstr("REVEAL_EMAIL"));
  EXPECT_EQ(Run({"export-author", "-"}, true, typed).exit_status, 2);
  const ProgramResult argument =
      Run({"export-author", kAddress, "--why", "request"}, true);
  EXPECT_EQ(argument.exit_status, 2);
  EXPECT_THAT(argument.errors,
              AllOf(HasSubstr("never an argument"), Not(HasSubstr("quetzal"))));
}

TEST_F(ExportAuthorWork, AsksForTheAddressWithoutShowingIt) {
  Run({"status"}, true);
  const Terminal terminal({WinnowSystem::command_path(), "export-author",
                           "--why", "request", "--key-file", key_file_, "--out",
                           absl::StrCat(system_.dir(), "/vivian.txt")},
                          system_.CommandEnvironment("daily"));
  ASSERT_TRUE(terminal.WaitFor("it is not shown"));
  terminal.Type(kAddress);
  terminal.Press("Enter");
  EXPECT_EQ(terminal.WaitForExit(), 0);
  EXPECT_THAT(terminal.Screen(), AllOf(HasSubstr("2 comments written"),
                                       Not(HasSubstr("quetzal"))));
}

}  // namespace
}  // namespace winnow
