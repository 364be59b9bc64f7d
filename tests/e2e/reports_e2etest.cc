// Readers' reports as the `winnow` command makes, shows and answers them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cpp/methods.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ReportsOnTheCommandLine : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    client_ = system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::SITE),
                                 "daily");
  }

  ProgramResult Run(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }
  std::string Winnow(std::vector<std::string> arguments) {
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    return result.output;
  }

  std::string Submit(const std::string& body) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("news/42");
    request.set_display_name("Ann");
    request.set_email("ann@example.org");
    request.set_body(body);
    const auto submitted = client_->Call(kSubmitComment, request);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? submitted->comment().name() : "";
  }
  void Report(const std::string& name, int readers) {
    for (int i = 0; i < readers; ++i) {
      Winnow({"report", name, "--reason", "off-topic", "--text",
              "no \033[31mbridge", "--reporter-id",
              absl::StrCat("reader-", i)});
    }
  }

  WinnowSystem system_;
  std::unique_ptr<Client> client_;
};

TEST_F(ReportsOnTheCommandLine, BringACommentBeforeModeratorsAndAreAnswered) {
  const std::string name = Submit("I like the bridge");
  EXPECT_THAT(Winnow({"reports"}), HasSubstr("No reader has reported"));
  Report(name, 5);
  EXPECT_THAT(Winnow({"report", name, "--reason", "OTHER", "--reporter-id",
                      "reader-0"}),
              HasSubstr("replaces"));
  EXPECT_THAT(Winnow({"queue"}),
              AllOf(HasSubstr("Nothing waits"),
                    HasSubstr("1 published comment reported by readers: winnow "
                              "queue state=approved reported=yes")));
  EXPECT_THAT(Winnow({"queue", "state=approved", "reported=yes"}),
              HasSubstr("I like the bridge"));
  const std::string shown = Winnow({"show", "@1"});
  EXPECT_THAT(shown, AllOf(HasSubstr("OFF_TOPIC"), HasSubstr("weight 0.60"),
                           Not(HasSubstr("\033"))));
  EXPECT_THAT(Winnow({"reports", name}),
              AllOf(HasSubstr("@5"), HasSubstr("OPEN"), HasSubstr("OTHER")));
  EXPECT_THAT(Winnow({"approve", name}), HasSubstr("reports are answered"));
  EXPECT_THAT(Winnow({"queue"}), Not(HasSubstr("reported by readers")));
  EXPECT_THAT(Winnow({"reports", "--json"}), HasSubstr("\"DISMISSED\""));
  EXPECT_THAT(Winnow({"history", name}),
              AllOf(HasSubstr("REPORTED"), HasSubstr("a reader")));
  EXPECT_EQ(Run({"report", name, "--reason", "dull"}).exit_status, 2);
  const ProgramResult nobody = Run({"report", name, "--reason", "other"});
  EXPECT_EQ(nobody.exit_status, 1);
  EXPECT_THAT(nobody.errors, HasSubstr("network_address"));
}

TEST_F(ReportsOnTheCommandLine, TakeACommentDownWhereTheSiteWantsIt) {
  Winnow({"site", "set", "reports.retract_at", "1.5"});
  EXPECT_EQ(Run({"site", "set", "reports.requeue_at", "51"}).exit_status, 1);
  const std::string name = Submit("I like the bridge");
  Report(name, 3);
  EXPECT_THAT(Winnow({"queue"}), HasSubstr("I like the bridge"));
  EXPECT_THAT(Winnow({"queue", "reported=yes"}),
              HasSubstr("I like the bridge"));
  EXPECT_THAT(Winnow({"feed"}), HasSubstr("RETRACTED"));
  const ProgramResult late =
      Run({"report", name, "--reason", "other", "--reporter-id", "late"});
  EXPECT_EQ(late.exit_status, 1);
  EXPECT_THAT(late.errors, HasSubstr("this one is HELD"));
}

}  // namespace
}  // namespace winnow
