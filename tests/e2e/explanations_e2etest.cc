// What the `winnow` command tells of scores, with the shipped model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

class Explanations : public testing::Test {
 protected:
  void SetUp() override { system_.CreateSite("daily"); }

  std::string Winnow(std::vector<std::string> arguments,
                     const std::string& standard_input = "") {
    const ProgramResult result = system_.Winnow(
        std::move(arguments), "daily", {.standard_input = standard_input});
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    return result.output;
  }

  WinnowSystem system_{
      {.flags = {"--model=" WINNOW_SOURCE_DIR "/deploy/models/winnow.model"}}};
};

TEST_F(Explanations, NameTheWordsAndSendNoControlCharacters) {
  const std::string body = "You are a stupid \033]0;x\007idiot.";
  const std::string brief = Winnow({"analyze", "-"}, body);
  EXPECT_THAT(brief, HasSubstr("##  toxicity: \"stupid\" +"));
  EXPECT_THAT(brief, HasSubstr("~~~~"));
  EXPECT_THAT(brief, Not(HasSubstr("log-odds")));
  const std::string all = Winnow({"analyze", "--why", "-"}, body);
  EXPECT_THAT(all, HasSubstr("log-odds, the sum"));
  EXPECT_THAT(all, HasSubstr("  threat\n"));
  EXPECT_THAT(Winnow({"analyze", "--json", "-"}, body),
              HasSubstr("\"others_weight\""));
  Winnow({"submit", "--thread", "a", "--name", "Ann", "--email",
          "ann@example.org", "-"},
         "You are a stupid idiot.");
  Winnow({"queue", "--state", "approved"});
  const std::string shown = Winnow({"show", "--why", "@1"});
  EXPECT_THAT(shown, HasSubstr("log-odds, the sum"));
  for (const std::string& output : {brief, all, shown}) {
    EXPECT_THAT(output, Not(HasSubstr("\033")));
    EXPECT_THAT(output, Not(HasSubstr("\007")));
  }
}

TEST_F(Explanations, OfLinesTakeAuthorAndWebsite) {
  const std::string lines =
      "{\"id\":1,\"text\":\"Nice post.\"}\n"
      "{\"id\":2,\"text\":\"Nice post.\",\"author\":\"Cheap Replica Watches\","
      "\"website\":\"http://cheap-replica-watches.top/buy\"}\n";
  const std::string output = Winnow({"analyze", "--jsonl"}, lines);
  const auto spam_of = [&output](const std::string& id) {
    const size_t line = output.find("{\"id\":" + id);
    return std::stod(output.substr(output.find("\"spam\":", line) + 7));
  };
  EXPECT_GT(spam_of("2"), spam_of("1") + 0.2);
}

}  // namespace
}  // namespace winnow
