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

  WinnowSystem system_;
};

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

}  // namespace
}  // namespace winnow
