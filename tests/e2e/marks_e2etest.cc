// Notes, tags, picks and appeals as the `winnow` command shows and makes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "clients/cpp/methods.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

class MarksOnTheCommandLine : public testing::Test {
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

  v1::SubmitCommentResponse Submit(const std::string& body) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("news/42");
    request.set_display_name("Ann");
    request.set_email("ann@example.org");
    request.set_body(body);
    const auto submitted = client_->Call(kSubmitComment, request);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? *submitted : v1::SubmitCommentResponse();
  }

  WinnowSystem system_;
  std::unique_ptr<Client> client_;
};

TEST_F(MarksOnTheCommandLine, AreMadeShownFoundAndTakenOff) {
  Submit("I like the bridge");
  Winnow({"queue", "--state", "approved"});
  EXPECT_THAT(Winnow({"note", "@1", "ticket \033[31m4711"}),
              HasSubstr("has 1 note"));
  EXPECT_THAT(Winnow({"tag", "@1", "law", "for-ines"}),
              HasSubstr("tags: law for-ines"));
  EXPECT_THAT(Winnow({"feature", "@1"}), HasSubstr("is an editor's pick"));
  const std::string shown = Winnow({"show", "@1"});
  EXPECT_THAT(shown, HasSubstr("law, for-ines"));
  EXPECT_THAT(shown, HasSubstr("4711"));
  EXPECT_THAT(shown, HasSubstr("editor's pick"));
  EXPECT_THAT(shown, Not(HasSubstr("\033")));
  EXPECT_THAT(Winnow({"queue", "state=approved", "tag=law"}),
              HasSubstr("I like the bridge"));
  EXPECT_THAT(Winnow({"tag", "@1", "law", "for-ines", "--remove"}),
              HasSubstr("has no tags"));
  EXPECT_THAT(Winnow({"feature", "@1", "--off", "--json"}),
              HasSubstr("\"featured\":false"));
  const std::string history = Winnow({"history", "@1"});
  for (const char* action : {"NOTED", "TAGGED", "FEATURED", "unfeatured"}) {
    EXPECT_THAT(history, HasSubstr(action));
  }
}

TEST_F(MarksOnTheCommandLine, ShowsAnAddressToAKeyThatMay) {
  Submit("I like the bridge");
  Winnow({"queue", "--state", "approved"});
  const ProgramResult refused = Run({"reveal-email", "@1", "--why", "ticket"});
  EXPECT_EQ(refused.exit_status, 1);
  EXPECT_EQ(refused.output, "");
  EXPECT_THAT(refused.errors, HasSubstr("key create --reveal-email"));
  EXPECT_EQ(Run({"reveal-email", "@1"}).exit_status, 2);

  const std::string key = system_.dir() + "/reveal.key";
  Winnow({"key", "create", "--name", "Rea", "--role", "moderator",
          "--reveal-email", "--out", key});
  EXPECT_THAT(Winnow({"key", "list"}), HasSubstr("REVEAL_EMAIL"));
  ProgramOptions options;
  options.environment = {{"WINNOW_KEY_FILE", key}};
  const ProgramResult revealed = system_.Winnow(
      {"reveal-email", "@1", "--why", "ticket 4711"}, "daily", options);
  EXPECT_EQ(revealed.exit_status, 0) << revealed.errors;
  EXPECT_EQ(revealed.output, "ann@example.org\n");
  EXPECT_THAT(revealed.errors, HasSubstr("history says that you saw it"));
  const std::string history = Winnow({"history", "@1"});
  EXPECT_THAT(history, HasSubstr("EMAIL_REVEALED"));
  EXPECT_THAT(history, HasSubstr("ticket 4711"));
  EXPECT_THAT(history, Not(HasSubstr("ann@")));
}

TEST_F(MarksOnTheCommandLine, AreRefusedInOneSentence) {
  Submit("I like the bridge");
  Winnow({"queue", "--state", "approved"});
  const ProgramResult tag = Run({"tag", "@1", "Not a tag"});
  EXPECT_EQ(tag.exit_status, 1);
  EXPECT_THAT(tag.errors, HasSubstr("[a-z][a-z0-9-]{0,39}"));
  EXPECT_EQ(Run({"note", "@1"}).exit_status, 2);
  Winnow({"reject", "@1"});
  const ProgramResult feature = Run({"feature", "@1"});
  EXPECT_EQ(feature.exit_status, 1);
  EXPECT_THAT(feature.errors, HasSubstr("only approved comments"));
}

TEST_F(MarksOnTheCommandLine, TellOfAnAppealUntilItIsDecided) {
  const v1::SubmitCommentResponse submitted = Submit("I like the bridge");
  Winnow({"queue", "--state", "approved"});
  Winnow({"reject", "@1"});
  v1::AppealCommentRequest request;
  request.set_name(submitted.comment().name());
  request.set_edit_token(submitted.edit_token());
  request.set_text("It is \033]0;x\007 about the bridge");
  const auto appealed = client_->Call(kAppealComment, request);
  ASSERT_TRUE(appealed.ok()) << appealed.status();
  EXPECT_THAT(Winnow({"queue"}), HasSubstr("HELD appeal"));
  std::string shown = Winnow({"show", "@1"});
  EXPECT_THAT(shown, HasSubstr("waits: It is"));
  EXPECT_THAT(shown, HasSubstr("about the bridge"));
  EXPECT_THAT(shown, Not(HasSubstr("\033")));
  EXPECT_THAT(shown, Not(HasSubstr("\007")));
  Winnow({"approve", "@1"});
  EXPECT_THAT(Winnow({"show", "@1"}), HasSubstr("decided since"));
  EXPECT_THAT(Winnow({"queue", "--state", "approved"}),
              Not(HasSubstr("appeal")));
}

TEST_F(MarksOnTheCommandLine, TellTheAuthorWhyACommentIsRejected) {
  const std::string name = Submit("I like the bridge").comment().name();
  EXPECT_THAT(Winnow({"reject", name, "--reason", "off_topic", "--message",
                      "Please keep to \033]0;x\007 the tram"}),
              HasSubstr("was APPROVED"));
  const std::string shown = Winnow({"show", name});
  EXPECT_THAT(shown, HasSubstr("off_topic: Please keep to"));
  EXPECT_THAT(shown, Not(HasSubstr("\033")));
  v1::GetCommentRequest get;
  get.set_name(name);
  const auto comment = client_->Call(kGetComment, get);
  ASSERT_TRUE(comment.ok()) << comment.status();
  EXPECT_THAT(comment->reasons(0).text(), HasSubstr("the tram"));
  EXPECT_EQ(Run({"spam", name, "--message", "no"}).exit_status, 2);
  Winnow({"approve", name});
  EXPECT_THAT(Winnow({"show", name}), Not(HasSubstr("Please keep")));
}

}  // namespace
}  // namespace winnow
