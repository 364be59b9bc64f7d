// GetSystemStatus over gRPC: what it says to whom.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "tests/redis/api/policy_calls.h"
#include "tests/support/run_program.h"
#include "winnow/v1/feed_service.grpc.pb.h"

namespace winnow {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SiteStatus : public PolicyCalls {
 protected:
  v1::SystemStatus Get(const std::string& key = "operator",
                       const std::string& site = "daily") {
    v1::GetSystemStatusRequest request;
    request.set_site(site);
    return Ask(*server_.sites, &v1::SiteService::Stub::GetSystemStatus, key,
               request);
  }

  static std::vector<std::string> Codes(const v1::SystemStatus& status) {
    std::vector<std::string> codes;
    for (const auto& problem : status.problems()) {
      codes.push_back(problem.code());
    }
    return codes;
  }

  static v1::SystemStatus::Problem ProblemOf(const v1::SystemStatus& status,
                                             const std::string& code) {
    for (const auto& problem : status.problems()) {
      if (problem.code() == code) return problem;
    }
    return {};
  }

  void Redis(std::vector<std::string> command) {
    command.insert(command.begin(),
                   {"redis-cli", "-e", "-s", system_.redis.socket_path()});
    const ProgramResult done = RunProgram(command);
    EXPECT_EQ(done.exit_status, 0) << done.output << done.errors;
  }

  void SubmitFrom(const std::string& address, int number) {
    v1::SubmitCommentRequest request;
    request.set_site("daily");
    request.mutable_thread()->set_id("2026/a");
    request.set_display_name(absl::StrCat("Reader ", number));
    request.set_email(absl::StrCat("someone", number, "@example.org"));
    request.set_body(absl::StrCat("A calm remark, number ", number));
    request.set_network_address(address);
    Ask(*server_.comments, &v1::CommentService::Stub::SubmitComment, "site",
        request);
  }

  // Lets nothing stop what a test submits.
  void LiftRates() {
    v1::UpdateSiteRequest request;
    request.mutable_site()->set_name("sites/daily");
    v1::RateSettings& rates =
        *request.mutable_site()->mutable_settings()->mutable_rates();
    rates.set_network_per_minute(10000);
    rates.set_site_per_second(10000);
    request.mutable_update_mask()->add_paths(
        "settings.rates.network_per_minute");
    request.mutable_update_mask()->add_paths("settings.rates.site_per_second");
    Ask(*server_.sites, &v1::SiteService::Stub::UpdateSite, "operator",
        request);
  }
};

TEST_F(SiteStatus, TellsOperatorsOfRedisAndKeysAndOthersOfTheirSite) {
  const v1::SystemStatus all = Get("all", "");
  EXPECT_EQ(all.sites_size(), 2);
  EXPECT_EQ(all.redis_size(), 1);
  EXPECT_EQ(all.key_count(), 12);
  EXPECT_TRUE(all.has_master_key_time());
  for (const auto& site : all.sites()) {
    EXPECT_TRUE(site.has_data_key_time()) << site.site();
  }
  const v1::SystemStatus one = Get("operator");
  EXPECT_EQ(one.sites_size(), 1);
  // One for all sites works for this one, too.
  EXPECT_EQ(one.key_count(), 9);
  for (const std::string key : {"site", "moderator", "section moderator"}) {
    const v1::SystemStatus status = Get(key);
    EXPECT_EQ(status.sites_size(), 1) << key;
    EXPECT_EQ(status.redis_size(), 0) << key;
    EXPECT_EQ(status.key_count(), 0) << key;
    EXPECT_FALSE(status.has_master_key_time()) << key;
    EXPECT_FALSE(status.sites(0).has_data_key_time()) << key;
    for (const auto& problem : status.problems()) {
      EXPECT_THAT(problem.command(), Not(HasSubstr("/"))) << key;
    }
  }
}

TEST_F(SiteStatus, KnowsHowOldTheKeyOfAddressesIs) {
  const auto key_time = [this] {
    const v1::SystemStatus status = Get();
    EXPECT_EQ(status.sites_size(), 1);
    const auto& time = status.sites(0).data_key_time();
    return time.seconds() * 1000 + time.nanos() / 1'000'000;
  };
  const int64_t created_ms = key_time();
  EXPECT_GT(created_ms, absl::ToUnixMillis(absl::Now() - absl::Hours(1)));
  v1::RotateDataKeyRequest request;
  request.set_site("daily");
  EXPECT_EQ(Ask(*server_.sites, &v1::SiteService::Stub::RotateDataKey,
                "operator", request)
                .key_id(),
            "email.2");
  EXPECT_GT(key_time(), created_ms);
  // As a winnowd of before left it.
  Redis({"HDEL", "winnow:{daily}:site", "email-key-created"});
  EXPECT_FALSE(Get().sites(0).has_data_key_time());
}

TEST_F(SiteStatus, KnowsWhenASecretWasChanged) {
  v1::ListKeysRequest list;
  list.set_site("daily");
  const v1::ListKeysResponse listed =
      Ask(*server_.sites, &v1::SiteService::Stub::ListKeys, "operator", list);
  std::string name;
  for (const v1::ApiKey& key : listed.keys()) {
    EXPECT_FALSE(key.has_rotate_time());
    if (key.display_name() == "Karl") name = key.name();
  }
  v1::RotateKeyRequest request;
  request.set_name(name);
  const v1::RotateKeyResponse rotated = Ask(
      *server_.sites, &v1::SiteService::Stub::RotateKey, "operator", request);
  EXPECT_TRUE(rotated.key().has_rotate_time());
  system_.keys["karl"] = rotated.secret();
  // It works, and other servers read its record.
  EXPECT_EQ(Get("karl").sites_size(), 1);
  const auto second = system_.StartSecond();
  Stubs other(second.channel);
  v1::GetSystemStatusRequest status;
  status.set_site("daily");
  EXPECT_EQ(
      Ask(*other.sites, &v1::SiteService::Stub::GetSystemStatus, "karl", status)
          .sites_size(),
      1);
}

TEST_F(SiteStatus, TellsOfAQueueThatIsLongOrOld) {
  Apply(server_, HoldingPolicy("careful", "\"umbrella\""));
  Submit("my umbrella");
  EXPECT_THAT(Codes(Get()), Not(Contains(HasSubstr("queue"))));
  v1::UpdateSiteRequest request;
  request.mutable_site()->set_name("sites/daily");
  auto& rates = *request.mutable_site()->mutable_settings()->mutable_rates();
  rates.set_queue_alarm_held(1);
  rates.mutable_queue_alarm_age()->set_nanos(1000000);
  request.mutable_update_mask()->add_paths("settings.rates.queue_alarm_held");
  request.mutable_update_mask()->add_paths("settings.rates.queue_alarm_age");
  Ask(*server_.sites, &v1::SiteService::Stub::UpdateSite, "operator", request);
  const v1::SystemStatus status = Get("moderator");
  EXPECT_FALSE(status.healthy());
  EXPECT_THAT(Codes(status),
              AllOf(Contains("queue_long"), Contains("queue_old")));
  EXPECT_EQ(ProblemOf(status, "queue_long").command(),
            "winnow review --site daily");
  EXPECT_EQ(status.sites(0).held_count(), 1);
  EXPECT_EQ(status.sites(0).submitted_count(), 1);
  EXPECT_EQ(status.sites(0).policy_revision(), 2);
}

TEST_F(SiteStatus, TellsOfASubscriptionThatLags) {
  Submit("one");
  const std::string old =
      absl::StrCat(absl::ToUnixMillis(absl::Now() - absl::Hours(3)), "-0");
  // A feed whose first event is three hours old.
  Redis({"DEL", "winnow:{daily}:feed"});
  Redis({"XADD", "winnow:{daily}:feed", old, "t", "a", "c", "0123456789abcdef",
         "r", "1"});
  Redis({"HSET", "winnow:{daily}:subscriptions", "pages", "1-0|1700000000000"});
  const v1::SystemStatus status = Get("moderator");
  ASSERT_THAT(Codes(status), Contains("subscription_lags"));
  EXPECT_THAT(ProblemOf(status, "subscription_lags").message(),
              HasSubstr("pages has not acknowledged 1 event, the oldest from 3 "
                        "hours ago"));
  ASSERT_EQ(status.sites(0).subscriptions_size(), 1);
  const v1::Subscription& pages = status.sites(0).subscriptions(0);
  EXPECT_EQ(pages.name(), "sites/daily/subscriptions/pages");
  EXPECT_EQ(pages.lag(), 1);
  EXPECT_EQ(pages.acknowledged_cursor(), "1-0");
  Redis({"HSET", "winnow:{daily}:subscriptions", "pages",
         absl::StrCat(old, "|1700000000000")});
  EXPECT_THAT(Codes(Get("moderator")), Not(Contains("subscription_lags")));
}

TEST_F(SiteStatus, TellsASiteThatItSendsItsProxysAddress) {
  LiftRates();
  for (int i = 0; i < 99; ++i) SubmitFrom("198.51.100.7", i);
  EXPECT_THAT(Codes(Get("site")), Not(Contains("proxy_address")));
  SubmitFrom("198.51.100.8", 99);
  const v1::SystemStatus status = Get("site");
  EXPECT_THAT(
      ProblemOf(status, "proxy_address").message(),
      HasSubstr("100 % of the last 100 comments came from one network"));
  EXPECT_EQ(status.sites(0).busiest_network_share(), 1);
  // Readers of their own: 100 of 201 are less than half.
  for (int i = 100; i < 201; ++i) {
    SubmitFrom(absl::StrCat("203.0.", i, ".1"), i);
  }
  EXPECT_THAT(Codes(Get("site")), Not(Contains("proxy_address")));
  EXPECT_THAT(status.ShortDebugString(), Not(HasSubstr("198.51.100")));
}

TEST_F(SiteStatus, TellsASiteThatItSendsAPrivateAddress) {
  for (int i = 0; i < 100; ++i) SubmitFrom("10.0.0.5", i);
  const v1::SystemStatus status = Get("site");
  EXPECT_THAT(ProblemOf(status, "proxy_address").message(),
              HasSubstr("100 % of the last 100 comments came with a private or "
                        "local address"));
  EXPECT_EQ(status.sites(0).unusable_address_share(), 1);
}

TEST_F(SiteStatus, NoticesASubscriptionThatIsSilentUntilItIsForgotten) {
  const std::string old =
      absl::StrCat(absl::ToUnixMillis(absl::Now() - absl::Hours(8 * 24)), "-0");
  Redis({"XADD", "winnow:{daily}:feed", old, "t", "a", "c", "0123456789abcdef",
         "r", "1"});
  Redis({"HSET", "winnow:{daily}:subscriptions", "trial", "1-0|1700000000000"});
  const v1::SystemStatus status = Get("site");
  EXPECT_THAT(Codes(status), Not(Contains(HasSubstr("subscription"))));
  std::vector<std::string> commands;
  for (const auto& notice : status.notices()) {
    if (notice.code() == "subscription_silent") {
      commands.push_back(notice.command());
    }
  }
  EXPECT_THAT(commands,
              testing::ElementsAre("winnow feed --forget trial --site daily"));
  const auto feed = v1::FeedService::NewStub(system_.channel);
  v1::DeleteSubscriptionRequest request;
  request.set_name("sites/daily/subscriptions/trial");
  Ask(*feed, &v1::FeedService::Stub::DeleteSubscription, "site", request);
  EXPECT_EQ(Get("site").sites(0).subscriptions_size(), 0);
}

TEST_F(SiteStatus, ShowsTheOthersWhereOneSiteCannotBeRead) {
  Redis({"DEL", "winnow:{weekly}:subscriptions"});
  Redis({"SET", "winnow:{weekly}:subscriptions", "no hash"});
  const v1::SystemStatus status = Get("all", "");
  EXPECT_THAT(Codes(status), Contains("site_unreadable"));
  EXPECT_EQ(ProblemOf(status, "site_unreadable").site(), "weekly");
  ASSERT_EQ(status.sites_size(), 1);
  EXPECT_EQ(status.sites(0).site(), "daily");
}

TEST_F(SiteStatus, AnswersWhileRedisIsAway) {
  system_.redis.Kill9();
  const v1::SystemStatus status = Get();
  EXPECT_FALSE(status.healthy());
  ASSERT_THAT(Codes(status), testing::ElementsAre("redis_away"));
  EXPECT_THAT(status.problems(0).command(), HasSubstr("redis-cli -s /"));
  ASSERT_EQ(status.redis_size(), 1);
  EXPECT_FALSE(status.redis(0).reachable());
  EXPECT_THAT(status.sites(), IsEmpty());
}

TEST_F(SiteStatus, ShowsASubscriptionThatHasAcknowledgedNothing) {
  SubmitFrom("192.0.2.1", 1);
  const auto feed = v1::FeedService::NewStub(system_.channel);
  v1::AcknowledgeEventsRequest request;
  request.set_site("daily");
  request.set_subscription("hook");
  const auto lag = [&](const std::string& cursor) {
    request.set_cursor(cursor);
    const auto kept =
        Ask(*feed, &v1::FeedService::Stub::AcknowledgeEvents, "site", request);
    const v1::SystemStatus status = Get("site");
    EXPECT_EQ(status.sites(0).subscriptions_size(), 1);
    EXPECT_EQ(status.sites(0).subscriptions(0).acknowledged_cursor(),
              kept.acknowledged_cursor());
    return status.sites(0).subscriptions(0).lag();
  };
  EXPECT_EQ(lag(""), 1);
  EXPECT_EQ(lag("latest"), 0);
  // Whoever announces itself again stays where it is.
  EXPECT_EQ(lag(""), 0);
}

}  // namespace
}  // namespace winnow
