// Near-duplicates as the `winnow` command shows them, and what it offers to do
// about them.
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

class SimilarOnTheCommandLine : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    client_ = system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::SITE),
                                 "daily");
    Winnow({"thread", "premoderate", "news/1"});
  }

  std::string Winnow(std::vector<std::string> arguments) {
    const ProgramResult result = system_.Winnow(std::move(arguments), "daily");
    EXPECT_EQ(result.exit_status, 0) << result.errors;
    return result.output;
  }

  std::string Submit(const std::string& author, const std::string& body) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("news/1");
    request.set_display_name(author);
    request.set_email(author + "@example.org");
    request.set_body(body);
    const auto submitted = client_->Call(kSubmitComment, request);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return submitted.ok() ? submitted->comment().name() : "";
  }

  WinnowSystem system_;
  std::unique_ptr<Client> client_;
};

TEST_F(SimilarOnTheCommandLine, AreListedAndDecidedWithTheCommandItOffers) {
  const std::string first = Submit("ann", "The market is on Saturday");
  for (const char* author : {"bob", "cem", "dora"}) {
    Submit(author, "The market is on Saturday");
  }
  const std::string other = Submit("ann", "Bring a basket along");
  EXPECT_THAT(Winnow({"show", first}),
              HasSubstr("3 more like this: winnow similar "));
  const std::string listed = Winnow({"similar", first});
  EXPECT_THAT(listed, AllOf(HasSubstr("@3"), HasSubstr("100 %"),
                            HasSubstr("dora"), Not(HasSubstr("@4"))));
  EXPECT_THAT(Winnow({"similar", other}), HasSubstr("No other comment"));
  EXPECT_THAT(Winnow({"similar", first, "--limit", "1"}),
              HasSubstr("1 of 3 shown"));
  EXPECT_THAT(Winnow({"similar", first, "--json"}),
              HasSubstr("\"similarity\":1"));

  const std::string id = first.substr(first.rfind('/') + 1);
  const std::string rejected =
      Winnow({"reject", first, "--reason", "off_topic"});
  EXPECT_THAT(
      rejected,
      AllOf(HasSubstr(absl::StrCat(
                "3 more like this are held: winnow reject --where \"cluster=",
                id, " state=held\" --reason off_topic")),
            HasSubstr(absl::StrCat(
                "1 more by this author is held: winnow reject --where "
                "\"author=@",
                id, " state=held\" --reason off_topic"))));
  EXPECT_THAT(Winnow({"reject", "--where",
                      absl::StrCat("cluster=", id, " state=held"), "--yes"}),
              HasSubstr("3 comments rejected"));
  EXPECT_THAT(Winnow({"approve", other}), Not(HasSubstr("more")));
  EXPECT_THAT(Winnow({"spam", first, "--json"}), Not(HasSubstr("more like")));
}

}  // namespace
}  // namespace winnow
