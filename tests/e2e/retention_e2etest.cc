// What a site keeps for a time only, with a real winnowd and the `winnow`
// command.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "clients/cpp/methods.h"
#include "tests/support/eventually.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::HasSubstr;
using testing::Not;

class Retention : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    client_ = system_.MakeClient(system_.CreateKey("daily", v1::ApiKey::SITE),
                                 "daily");
  }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  // Answers the comment's id.
  std::string Submit(const std::string& body) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("news/42");
    request.set_display_name(absl::StrCat("Reader ", readers_));
    request.set_email(absl::StrCat("reader", readers_, "@mail.example"));
    request.set_network_address(absl::StrCat("198.51.100.", ++readers_));
    request.set_body(body);
    const auto submitted = client_->Call(kSubmitComment, request);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    const std::string& name = submitted->comment().name();
    return name.substr(name.rfind('/') + 1);
  }

  // Commands as redis-cli takes them from its standard input.
  std::string Redis(const std::string& command) {
    ProgramOptions options;
    options.standard_input = command + "\n";
    return RunProgram(
               {"/usr/bin/redis-cli", "-s", system_.redis().socket_path(),
                "--user", "winnow", "--pass", WinnowSystem::kRedisPassword,
                "--no-auth-warning"},
               options)
        .output;
  }

  // The 16 bytes of an id, spelled for redis-cli.
  static std::string Bytes(const std::string& id) {
    const std::string bytes =
        absl::HexStringToBytes(absl::StrReplaceAll(id, {{"-", ""}}));
    std::string text;
    for (const char byte : bytes) {
      absl::StrAppend(&text, "\\x",
                      absl::Hex(static_cast<uint8_t>(byte), absl::kZeroPad2));
    }
    return text;
  }

  // Lets a comment have come `days` ago.
  void MakeOlder(const std::string& id, const std::string& index, int days) {
    const std::string ms =
        absl::StrCat(absl::ToUnixMillis(absl::Now() - absl::Hours(24 * days)));
    Redis(absl::StrCat("HSET \"winnow:{daily}:comment:", Bytes(id),
                       "\" created ", ms));
    Redis(absl::StrCat("ZADD winnow:{daily}:", index, " XX ", ms, " \"",
                       Bytes(id), "\""));
  }

  // Has the next look find that no sweep was made yet.
  void ForgetSweeps() { Redis("DEL winnow:{!}:sweep"); }
  bool WasSwept() {
    return Redis("HEXISTS winnow:{!}:sweep last-ended") == "1\n";
  }

  bool IsThere(const std::string& id) {
    return Winnow({"show", id}).exit_status == 0;
  }

  std::string Metrics() {
    return RunProgram({"/usr/bin/curl", "-s",
                       "http://" + system_.metrics_address() + "/metrics"})
        .output;
  }

  WinnowSystem system_;
  std::unique_ptr<Client> client_;
  int readers_ = 0;
};

TEST_F(Retention, EndsByTheSitesClocksAlsoAfterACrash) {
  const std::string published = Submit("The heron flies over the harbor.");
  const std::string rejected = Submit("I saw that heron, too, last summer.");
  const std::string fresh = Submit("What a beautiful bird a heron is.");
  ASSERT_EQ(Winnow({"approve", published, "--yes"}).exit_status, 0);
  for (const std::string& id : {rejected, fresh}) {
    ASSERT_EQ(Winnow({"reject", id, "--yes"}).exit_status, 0);
  }
  const ProgramResult refused =
      Winnow({"site", "set", "retention.spam", "15s"});
  EXPECT_NE(refused.exit_status, 0);
  EXPECT_THAT(refused.errors, HasSubstr("1 hour to 3,650 days"));
  EXPECT_EQ(Winnow({"site", "set", "retention.rejected", "2d"}).exit_status, 0);
  EXPECT_THAT(Winnow({"site", "show"}).output,
              HasSubstr("retention.rejected = 2d"));

  ASSERT_TRUE(Eventually([&] { return WasSwept(); }));
  EXPECT_TRUE(IsThere(rejected));
  // A winnowd that dies leaves its lease, and a sweep that it began.
  system_.KillWinnowd();
  ForgetSweeps();
  Redis("HSET winnow:{!}:sweep holder dead until 1 began 1");
  // The decisions that were just made are forgotten: then the comments' own
  // times count.
  for (const std::string& id : {published, rejected}) {
    Redis(absl::StrCat("HDEL \"winnow:{daily}:private:", Bytes(id),
                       "\" decision"));
  }
  MakeOlder(published, "approved", 91);
  MakeOlder(rejected, "rejected", 3);
  system_.StartWinnowd();
  system_.WaitUntilReady();
  ASSERT_TRUE(Eventually([&] { return !IsThere(rejected); }));
  EXPECT_TRUE(IsThere(fresh));
  EXPECT_TRUE(IsThere(published));
  ASSERT_TRUE(Eventually([&] { return WasSwept(); }));
  EXPECT_EQ(Redis(absl::StrCat("HMGET \"winnow:{daily}:private:",
                               Bytes(published), "\" email host stripped")),
            "\n\n1\n");
  EXPECT_THAT(Winnow({"show", published}).output, HasSubstr("harbor"));
  EXPECT_THAT(Winnow({"ban", "network", "--of", published}).errors,
              HasSubstr("not kept any more"));
  EXPECT_EQ(Winnow({"queue", "verify"}).exit_status, 0);
  const std::string metrics = Metrics();
  EXPECT_THAT(metrics,
              HasSubstr("winnow_sweep_swept_total{kind=\"comment\"} 1"));
  EXPECT_THAT(metrics,
              HasSubstr("winnow_sweep_swept_total{kind=\"private_part\"} 1"));
  EXPECT_THAT(metrics, HasSubstr("winnow_sweep_holds 1"));
  EXPECT_THAT(metrics, Not(HasSubstr("winnow_sweep_finished_seconds 0\n")));
}

TEST_F(Retention, IsToldOfASubscriptionThatIsSilent) {
  Submit("The heron flies over the harbor.");
  EXPECT_THAT(Winnow({"status"}).output, Not(HasSubstr("acknowledge")));
  EXPECT_EQ(
      Winnow({"site", "set", "retention.keep_published", "SITE"}).exit_status,
      0);
  EXPECT_THAT(Winnow({"status"}).output, HasSubstr("nothing_acknowledged"));
  const auto ago = [](int days) {
    return absl::StrCat(
        absl::ToUnixMillis(absl::Now() - absl::Hours(24 * days)));
  };
  Redis("DEL winnow:{daily}:feed");
  Redis(absl::StrCat("XADD winnow:{daily}:feed ", ago(8),
                     "-1 t a c 0123456789abcdef r 1"));
  Redis(absl::StrCat("HSET winnow:{daily}:subscriptions pages 1-0|", ago(6)));
  EXPECT_THAT(Winnow({"status"}).output, Not(HasSubstr("subscription_silent")));
  Redis(absl::StrCat("HSET winnow:{daily}:subscriptions pages 1-0|", ago(8)));
  const std::string status = Winnow({"status"}).output;
  EXPECT_THAT(status, HasSubstr("subscription_silent"));
  EXPECT_THAT(status, HasSubstr("leave without waiting"));
  EXPECT_THAT(status, HasSubstr("start the program that reads it again"));
  // It would acknowledge what the program lacks, and the texts would leave.
  EXPECT_THAT(status, Not(HasSubstr("--follow")));
  EXPECT_THAT(status, HasSubstr("winnow feed --forget pages --site daily"));
  // One that is not required delayed nothing before either.
  Redis(absl::StrCat("HSET winnow:{daily}:subscriptions pages 1-0|", ago(8),
                     "|o"));
  const std::string optional = Winnow({"status"}).output;
  EXPECT_THAT(optional, HasSubstr("subscription_silent"));
  EXPECT_THAT(optional, Not(HasSubstr("leave without waiting")));
  EXPECT_THAT(optional, HasSubstr("nothing_acknowledged"));
  EXPECT_EQ(Winnow({"feed", "--forget", "pages"}).exit_status, 0);
  EXPECT_THAT(Winnow({"status"}).output, Not(HasSubstr("subscription_silent")));
  EXPECT_EQ(Winnow({"feed", "--forget", "pages"}).exit_status, 1);
  EXPECT_EQ(Winnow({"feed", "--forget", "pages", "--follow"}).exit_status, 2);
}

}  // namespace
}  // namespace winnow
