// The samples of clients/examples, as their readers run them: two foreign
// clients and our own against the real programs.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

constexpr char kExamples[] = WINNOW_SOURCE_DIR "/clients/examples";

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

// What each sample prints, whatever it is written in.
std::vector<std::string> Expected(const std::string& who,
                                  const std::string& language) {
  return {"bad field: display_name",
          "bad field: email",
          "bad field: body",
          "submitted: APPROVED",
          absl::StrCat("publish: ", who,
                       " - Will the ferry take cargo bikes? (asked from ",
                       language, ")"),
          "acknowledged"};
}

class Examples : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    system_ = new WinnowSystem({.flags = {"--default_policy=" + Policy()}});
    system_->CreateSite("daily");
    std::ofstream(KeyFile())
        << system_->CreateKey("daily", v1::ApiKey::SITE) << "\n";
    std::filesystem::permissions(KeyFile(), std::filesystem::perms(0600));
  }
  static void TearDownTestSuite() {
    delete system_;
    system_ = nullptr;
  }

  // The samples wait until their comment is published, so all are.
  static std::string Policy() {
    std::string path = testing::TempDir() + "/approve_all.textproto";
    std::ofstream(path) << "name: \"approve-all\"\n"
                           "rules { name: \"otherwise\" action: APPROVE }\n";
    return path;
  }

  static std::string KeyFile() { return system_->dir() + "/site.key"; }

  // Runs a sample on a thread of its own with a subscription for its language.
  static ProgramResult Run(std::vector<std::string> command,
                           const std::string& thread,
                           const std::string& subscription,
                           ProgramOptions options = {}) {
    for (const std::string& argument :
         {system_->address(), KeyFile(), std::string("daily"), thread,
          subscription}) {
      command.push_back(argument);
    }
    options.time_limit = std::chrono::seconds(60);
    return RunProgram(command, options);
  }

  // The first run prints everything and the events of the samples before it;
  // the second goes on after what the first acknowledged.
  static void ExpectSample(const std::vector<std::string>& command,
                           const std::string& who, const std::string& language,
                           const ProgramOptions& options = {}) {
    const std::string subscription =
        absl::AsciiStrToLower(absl::StrCat("from-", who));
    const ProgramResult first =
        Run(command, absl::StrCat("first-", who), subscription, options);
    ASSERT_EQ(first.exit_status, 0) << first.errors;
    for (const std::string& line : Expected(who, language)) {
      EXPECT_TRUE(absl::StrContains(first.output, line + "\n"))
          << "no line \"" << line << "\" in:\n"
          << first.output;
    }
    const ProgramResult second =
        Run(command, absl::StrCat("second-", who), subscription, options);
    EXPECT_EQ(second.exit_status, 0) << second.errors;
    EXPECT_EQ(Lines(second.output), Expected(who, language));
  }

  static WinnowSystem* system_;
};

WinnowSystem* Examples::system_ = nullptr;

TEST_F(Examples, InCppSubmitReadFieldErrorsAndResumeTheFeed) {
  ExpectSample({WINNOW_CPP_EXAMPLE}, "Bjarne", "C++");
}

TEST_F(Examples, InPythonSubmitReadFieldErrorsAndResumeTheFeed) {
  if (RunProgram({WINNOW_PYTHON, "-c", "import grpc"}).exit_status != 0) {
    GTEST_SKIP() << "python3-grpcio is not installed";
  }
  const std::string modules = system_->dir() + "/python";
  const ProgramResult generated =
      RunProgram({absl::StrCat(kExamples, "/python/generate"), modules});
  ASSERT_EQ(generated.exit_status, 0) << generated.errors;
  ExpectSample(
      {WINNOW_PYTHON, absl::StrCat(kExamples, "/python/follow_comments.py")},
      "Ada", "Python",
      {.environment = {{"PYTHONPATH", modules},
                       {"PYTHONDONTWRITEBYTECODE", "1"}}});
}

TEST_F(Examples, InNodeSubmitReadFieldErrorsAndResumeTheFeed) {
  // Beside the packages, and those never in the source tree.
  const std::string dir = WINNOW_NODE_EXAMPLE_DIR;
  const ProgramResult installed =
      RunProgram({"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                  "--prefer-offline"},
                 {.directory = dir});
  if (installed.exit_status != 0) {
    GTEST_SKIP() << "npm or its registry is not there: " << installed.errors;
  }
  ExpectSample({"node", dir + "/follow_comments.js"}, "Grace", "Node",
               {.environment = {{"WINNOW_PROTO", WINNOW_SOURCE_DIR "/proto"}}});
}

}  // namespace
}  // namespace winnow
