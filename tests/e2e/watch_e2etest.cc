// The queue, live: the `winnow` command through a death of winnowd, and leases
// that do not outlive who took them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/queue_stream.h"
#include "tests/support/eventually.h"
#include "tests/support/winnow_system.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class QueueLive : public testing::Test {
 protected:
  void SetUp() override {
    system_.CreateSite("daily");
    Winnow({"lists", "add", "rude", "umbrella", "--kind", "suspect"});
  }

  ProgramResult Winnow(std::vector<std::string> arguments) {
    return system_.Winnow(std::move(arguments), "daily");
  }

  void Submit(const std::string& body) {
    // A new reader each time, whom no rate stops.
    const ProgramResult submitted =
        Winnow({"submit", "--thread", "t", "--name", "Ann", "--email",
                absl::StrCat("ann", ++readers_, "@mail.example"), body});
    EXPECT_EQ(submitted.exit_status, 0) << submitted.errors;
  }

  pid_t Watch(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "watch");
    return system_.StartWinnow(std::move(arguments), "daily", log_);
  }

  std::string Log() {
    std::ifstream file(log_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  bool Shows(const std::string& text) {
    return Eventually([&] { return absl::StrContains(Log(), text); });
  }

  WinnowSystem system_;
  int readers_ = 0;
  const std::string log_ = system_.dir() + "/watch.log";
};

TEST_F(QueueLive, IsShownChangeByChange) {
  const pid_t watch = Watch({});
  ASSERT_TRUE(Shows("0 held, 0 leased"));
  Submit("A marvellous umbrella \033[31mindeed.");
  ASSERT_TRUE(Shows("(1 held, 0 leased)"));
  Winnow({"queue"});
  Winnow({"lease", "next"});
  ASSERT_TRUE(Shows("(1 held, 1 leased)"));
  Winnow({"note", "@1", "it rains"});
  ASSERT_TRUE(Shows("changed"));
  Winnow({"approve", "@1"});
  ASSERT_TRUE(Shows("(0 held, 0 leased)"));
  kill(watch, SIGINT);
  EXPECT_EQ(WaitForProgram(watch, std::chrono::seconds(10)), 130);
  EXPECT_THAT(Log(),
              AllOf(HasSubstr("held     "), HasSubstr("t  Ann: A marvellous"),
                    HasSubstr("leased   "), HasSubstr("approved "),
                    HasSubstr("by keys/"), Not(HasSubstr("\033"))));
}

TEST_F(QueueLive, IsWatchedAgainWhenWinnowdIsBack) {
  const pid_t watch = Watch({"--json", "text~\"umbrella\""});
  ASSERT_TRUE(Shows("\"held_count\":\"0\""));
  system_.KillWinnowd();
  ASSERT_TRUE(Shows("trying again in"));
  system_.StartWinnowd();
  system_.WaitUntilReady();
  ASSERT_TRUE(Eventually([&] {
    Submit(absl::StrCat("An umbrella, said ", readers_, " readers."));
    return absl::StrContains(Log(), "\"type\":\"ADDED\"");
  }));
  kill(watch, SIGINT);
  EXPECT_EQ(WaitForProgram(watch, std::chrono::seconds(10)), 130);
  EXPECT_EQ(Winnow({"watch", "nonsense"}).exit_status, 1);
  EXPECT_EQ(Winnow({"watch", "state=spam"}).exit_status, 1);
}

TEST_F(QueueLive, RaisesAnAlarmOnTheFeedAndShowsFigures) {
  EXPECT_EQ(Winnow({"site", "set", "rates.queue_alarm_held", "1"}).exit_status,
            0);
  Submit("A marvellous umbrella.");
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(Winnow({"feed", "--alarms"}).output,
                             "QUEUE_ALARM  too many wait: 1 comment held "
                             "(alarm at 1), the oldest since 20");
  }));
  EXPECT_THAT(Winnow({"feed", "--states"}).output,
              AllOf(HasSubstr("HELD"), Not(HasSubstr("QUEUE_ALARM"))));
  EXPECT_THAT(Winnow({"feed", "--alarms", "--json"}).output,
              AllOf(HasSubstr("\"type\":\"QUEUE_ALARM\""),
                    HasSubstr("\"held_count_max\":\"1\"")));
  const ProgramResult metrics =
      RunProgram({"/usr/bin/curl", "-s",
                  "http://" + system_.metrics_address() + "/metrics"});
  EXPECT_THAT(metrics.output,
              AllOf(HasSubstr("winnow_queue_held{site=\"daily\"} 1"),
                    HasSubstr("winnow_queue_added_total{site=\"daily\"} 1"),
                    HasSubstr("winnow_queue_oldest_seconds{site=\"daily\"}")));
}

TEST_F(QueueLive, EndsTheLeasesOfASessionThatDiedWithItsServer) {
  Submit("A marvellous umbrella.");
  const auto karl = system_.MakeClient(
      system_.CreateKey("daily", v1::ApiKey::MODERATOR), "daily");
  v1::WatchQueueRequest watch;
  watch.set_session("a screen");
  const auto stream = OpenQueueStream(*karl, watch);
  ASSERT_TRUE(stream.ok());
  v1::WatchQueueResponse change;
  ASSERT_TRUE((*stream)->Read(&change));
  v1::LeaseNextRequest lease;
  lease.set_session("a screen");
  const auto leased = karl->Call(kLeaseNext, lease);
  ASSERT_TRUE(leased.ok());
  ASSERT_EQ(leased->comments_size(), 1);

  const absl::Time killed = absl::Now();
  system_.KillWinnowd();
  system_.StartWinnowd();
  system_.WaitUntilReady();
  EXPECT_THAT(Winnow({"lease", "list"}).output, HasSubstr("test MODERATOR"));
  ASSERT_TRUE(Eventually([&] {
    return absl::StrContains(Winnow({"lease", "next"}).output, "umbrella");
  }));
  const absl::Duration lasted = absl::Now() - killed;
  EXPECT_GT(lasted, absl::Seconds(9));
  EXPECT_LT(lasted, absl::Seconds(30));
  RecordProperty("lasted", absl::FormatDuration(lasted));
}

}  // namespace
}  // namespace winnow
