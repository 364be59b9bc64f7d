// Webhooks: the built gateway delivers what happens in the built winnowd to a
// receiver that is there, slow, wrong, away or not who it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "clients/cpp/methods.h"
#include "tests/e2e/gateway/webhooks_room.h"
#include "tests/support/run_program.h"

namespace winnow {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Request = HttpReceiver::Request;

TEST_F(WebhooksE2e, DeliverInOrderSignedAndAcknowledged) {
  StartReceiver();
  StartGateway();
  for (int i = 0; i < 3; ++i) Submit(i);
  ASSERT_TRUE(EventuallyArrived(3));
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  EXPECT_THAT(Texts(), testing::ElementsAre(kTexts[0], kTexts[1], kTexts[2]));
  const std::vector<Request> arrived = Arrived();
  ASSERT_EQ(arrived.size(), 3u);
  for (const Request& request : arrived) {
    EXPECT_EQ(request.target, "/in?token=quastenflosser");
    EXPECT_TRUE(IsSignedWith(request, kSecret));
    EXPECT_TRUE(IsSignedWith(request, kNewSecret));
    EXPECT_FALSE(IsSignedWith(request, "another-secret-of-some-length"));
    const json event = json::parse(request.body);
    EXPECT_EQ(event["site"], "daily");
    EXPECT_EQ(event["type"], "APPROVED");
    EXPECT_EQ(request.headers.at("winnow-delivery"),
              absl::StrCat("daily/", event["cursor"].get<std::string>()));
    EXPECT_THAT(request.body, Not(HasSubstr("mail.example")));
  }
  EXPECT_THAT(Metrics(),
              AllOf(HasSubstr("winnow_gateway_webhook_deliveries_total{outcome="
                              "\"delivered\"} 3"),
                    HasSubstr("winnow_gateway_webhooks 1"),
                    HasSubstr("winnow_gateway_webhooks_failing 0")));
  EXPECT_EQ(gateway_->Stop(), 0);
  // Neither of the receiver nor of readers.
  EXPECT_THAT(gateway_->Log(),
              AllOf(Not(HasSubstr("quastenflosser")), Not(HasSubstr("bridge")),
                    Not(HasSubstr(kSecret))));
}

// Pauses double, so what takes its time comes before the first failure.
TEST_F(WebhooksE2e, LoseNothingWhileTheReceiverRefuses) {
  StartReceiver();
  replies_.Hold();
  replies_.Set({.status = 410});
  StartGateway(" timeout_ms: 60000\n");
  for (int i = 0; i < 2; ++i) Submit(i);
  ASSERT_TRUE(EventuallyArrived(1));
  // It shows before anything has ever been delivered.
  EXPECT_TRUE(StatusShows("hook +2[^0-9]"));
  replies_.Release();
  ASSERT_TRUE(EventuallyArrived(2));
  EXPECT_TRUE(LogShows("\"reason\":\"status 410\""));
  EXPECT_THAT(Metrics(), HasSubstr("winnow_gateway_webhooks_failing 1"));
  replies_.Set({.status = 500});
  EXPECT_TRUE(LogShows("\"reason\":\"status 500\""));
  // All were the first one.
  for (const Request& request : Arrived()) {
    EXPECT_EQ(json::parse(request.body)["comment"]["body"], kTexts[0]);
  }
  replies_.Set({.status = 200});
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  EXPECT_TRUE(LogShows("webhook_recovered"));
  EXPECT_THAT(Texts(), testing::ElementsAre(kTexts[0], kTexts[1]));
  EXPECT_THAT(Metrics(), HasSubstr("winnow_gateway_webhooks_failing 0"));
}

TEST_F(WebhooksE2e, LoseNothingWhileTheReceiverIsSilentOrAway) {
  StartReceiver();
  replies_.Hold();
  StartGateway(" timeout_ms: 500\n");
  for (int i = 0; i < 2; ++i) Submit(i);
  // No answer at all; readers do not wait for it.
  EXPECT_TRUE(LogShows("\"reason\":\"timeout\""));
  EXPECT_EQ(gateway_->Send("GET", "comments?thread_id=bridge").status, 200);
  gateway_->Kill();
  replies_.Release();
  StopReceiver();
  // Pauses begin anew.
  gateway_->Start();
  EXPECT_TRUE(LogShows("\"reason\":\"connect: "));
  StartReceiver();
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  EXPECT_TRUE(LogShows("webhook_recovered"));
  EXPECT_THAT(Texts(), testing::ElementsAre(kTexts[0], kTexts[1]));
  EXPECT_THAT(Metrics(), HasSubstr("winnow_gateway_webhooks_failing 0"));
}

TEST_F(WebhooksE2e, DeliverAgainWhatAKilledGatewayDidNotAcknowledge) {
  StartReceiver();
  StartGateway();
  for (int i = 0; i < 2; ++i) Submit(i);
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  replies_.Hold();
  for (int i = 2; i < 4; ++i) Submit(i);
  ASSERT_TRUE(EventuallyArrived(3));
  gateway_->Kill();
  replies_.Release();
  EXPECT_TRUE(StatusShows("hook +2[^0-9]"));
  gateway_->Start();
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  EXPECT_THAT(Texts(),
              testing::ElementsAre(kTexts[0], kTexts[1], kTexts[2], kTexts[3]));
  // What was under way came twice, and nothing else did.
  EXPECT_EQ(Arrived().size(), 5u);
  EXPECT_EQ(Arrived()[2].body, Arrived()[3].body);
}

TEST_F(WebhooksE2e, FinishTheDeliveryUnderWayWhenTheGatewayEnds) {
  StartReceiver();
  StartGateway();
  replies_.Hold();
  for (int i = 0; i < 2; ++i) Submit(i);
  ASSERT_TRUE(EventuallyArrived(1));
  gateway_->BeginStop();
  EXPECT_TRUE(LogShows("\"event\":\"ending\""));
  replies_.Release();
  EXPECT_EQ(gateway_->WaitForStop(), 0);
  EXPECT_EQ(Arrived().size(), 1u);
  EXPECT_TRUE(StatusShows("hook +1[^0-9]"));
}

TEST_F(WebhooksE2e, DeliverNothingOfACommentThatWasRejectedMeanwhile) {
  StartReceiver();
  replies_.Set({.status = 503});
  StartGateway();
  const std::string name = Submit(0);
  ASSERT_TRUE(EventuallyArrived(1));
  ASSERT_EQ(system_.Winnow({"reject", name}, "daily").exit_status, 0);
  replies_.Set({.status = 200});
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  // One may have been under way; then it was taken down, without its text.
  const std::vector<Request> arrived = Arrived();
  EXPECT_EQ(json::parse(arrived.back().body)["type"], "RETRACTED");
  EXPECT_THAT(arrived.back().body, Not(HasSubstr(kTexts[0])));
}

TEST_F(WebhooksE2e, DeliverNothingThatWasRejectedWhileASlowOneWasUnderWay) {
  StartReceiver();
  StartGateway(" timeout_ms: 60000\n");
  gateway_->Kill();
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) names.push_back(Submit(i));
  replies_.Hold();
  gateway_->Start();
  ASSERT_TRUE(EventuallyArrived(1));  // of a page that has all three
  ASSERT_EQ(system_.Winnow({"reject", names[1]}, "daily").exit_status, 0);
  absl::SleepFor(absl::Seconds(1));  // the page is older than may be sent
  replies_.Release();
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  const std::vector<Request> arrived = Arrived();
  ASSERT_EQ(arrived.size(), 3u);
  EXPECT_THAT(arrived[0].body, HasSubstr(kTexts[0]));
  EXPECT_THAT(arrived[1].body, HasSubstr(kTexts[2]));
  EXPECT_EQ(json::parse(arrived[2].body)["type"], "RETRACTED");
}

TEST_F(WebhooksE2e, TellEachReasonForWhichTheyStandStill) {
  StartReceiver();
  StartGateway();
  replies_.Hold();
  Submit(0);
  ASSERT_TRUE(EventuallyArrived(1));
  const auto owner = system_.MakeClient(gateway_->site_key(), "daily")
                         ->Call(kWhoAmI, v1::WhoAmIRequest());
  ASSERT_TRUE(owner.ok()) << owner.status();
  const ProgramResult revoked =
      system_.Winnow({"key", "revoke", owner->key().name()}, "");
  ASSERT_EQ(revoked.exit_status, 0) << revoked.errors;
  replies_.Release();
  EXPECT_TRUE(LogShows("\"code\":\"UNAUTHENTICATED\""));
  EXPECT_THAT(Metrics(), HasSubstr("winnow_gateway_webhooks_failing 1"));
  system_.KillWinnowd();
  EXPECT_TRUE(LogShows("\"code\":\"UNAVAILABLE\""));
  EXPECT_THAT(Metrics(), HasSubstr("winnow_gateway_webhooks_failing 1"));
}

TEST_F(WebhooksE2e, GoOnWhenWinnowdIsBack) {
  StartReceiver();
  StartGateway();
  Submit(0);
  ASSERT_TRUE(EventuallyArrived(1));
  system_.KillWinnowd();
  EXPECT_TRUE(LogShows("webhook_feed_failed"));
  EXPECT_THAT(Metrics(), HasSubstr("winnow_gateway_webhooks_failing 1"));
  system_.StartWinnowd();
  system_.WaitUntilReady();
  Submit(1);
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  EXPECT_TRUE(LogShows("webhook_feed_recovered"));
  EXPECT_THAT(Texts(), testing::ElementsAre(kTexts[0], kTexts[1]));
  EXPECT_THAT(Metrics(), HasSubstr("winnow_gateway_webhooks_failing 0"));
}

TEST_F(WebhooksE2e, TrustTheNamedAuthorityAndNobodyElse) {
  MakeCertificate(system_.dir(), "receiver", "DNS:localhost");
  cert_ = system_.dir() + "/receiver.pem";
  cert_key_ = system_.dir() + "/receiver.key";
  StartReceiver();
  StartGateway("", "https");
  Submit(0);
  // The test's authority is none of this machine's.
  EXPECT_TRUE(LogShows("\"reason\":\"tls: "));
  EXPECT_TRUE(Arrived().empty());
  EXPECT_TRUE(StatusShows("hook +1[^0-9]"));
  EXPECT_EQ(gateway_->Stop(), 0);
  const std::string sites = system_.dir() + "/sites.textproto";
  std::ifstream file(sites);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto trust = [&](const std::string& ca_file) {
    const std::string before = " subscription: 'hook'\n";
    std::ofstream(sites) << absl::StrReplaceAll(
        text, {{before, absl::StrCat(before, " ca_file: '", ca_file, "'\n")}});
  };
  // Which never mends itself, so its unit starts it no more.
  trust("/dev/null");
  const ProgramResult ended =
      GatewayProgram::Run({"--sites=" + sites, "--winnowd=" + system_.address(),
                           "--listen=127.0.0.1:0", "--metrics_listen="});
  EXPECT_EQ(ended.exit_status, 2);
  EXPECT_THAT(ended.errors, HasSubstr("webhook hook: ca_file /dev/null"));
  trust(system_.dir() + "/ca.pem");
  gateway_->Start();
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  EXPECT_THAT(Texts(), testing::ElementsAre(kTexts[0]));
}

TEST_F(WebhooksE2e, DeliverAlarmsOfTheQueueWhereTheyAreAskedFor) {
  StartReceiver();
  replies_.Hold();
  StartGateway(
      " queue_alarm: true\n state_changes: true\n timeout_ms: 60000\n");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"site", "set", "rates.queue_alarm_held", "1"},
        {"lists", "add", "rude", "umbrella", "--kind", "suspect"}}) {
    ASSERT_EQ(system_.Winnow(command, "daily").exit_status, 0);
  }
  const json form = {
      {"thread", {{"id", "bridge"}, {"url", "https://news.example/bridge"}}},
      {"display_name", "Ann"},
      {"email", "ann@mail.example"},
      {"body", "My own umbrella."}};
  const HttpReply made = gateway_->Send("POST", "comments", form);
  ASSERT_EQ(json::parse(made.body)["comment"]["state"], "HELD") << made.body;
  ASSERT_TRUE(EventuallyArrived(1));
  // Nothing was published, and yet it is behind.
  EXPECT_TRUE(StatusShows("hook +2[^0-9]"));
  replies_.Release();
  ASSERT_TRUE(EventuallyArrived(2));
  EXPECT_TRUE(StatusShows("hook +0[^0-9]"));
  const json held = json::parse(Arrived()[0].body);
  EXPECT_EQ(held["type"], "HELD");
  EXPECT_TRUE(held["comment"].is_null());
  const json alarm = json::parse(Arrived()[1].body);
  EXPECT_EQ(alarm["type"], "QUEUE_ALARM");
  EXPECT_EQ(alarm["queue_alarm"]["held_count"], 1);
  EXPECT_EQ(alarm["queue_alarm"]["held_count_max"], 1);
  EXPECT_TRUE(alarm["queue_alarm"]["oldest_time"].is_string());
}

}  // namespace
}  // namespace winnow
