// Subscriptions over gRPC: what is set, answered, listed, counted and sent.
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/redis/api/policy_calls.h"
#include "winnow/v1/feed_service.grpc.pb.h"

namespace winnow {
namespace {

using grpc::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using Stub = v1::FeedService::Stub;

class Subscriptions : public PolicyCalls {
 protected:
  Subscriptions() : feed_(v1::FeedService::NewStub(system_.channel)) {
    Apply(server_, HoldingPolicy("test", "\"quarry\""));
  }

  static v1::UpdateSubscriptionRequest About(
      const std::string& subscription,
      const std::vector<std::string>& paths = {}) {
    v1::UpdateSubscriptionRequest request;
    request.mutable_subscription()->set_name(
        absl::StrCat("sites/daily/subscriptions/", subscription));
    for (const std::string& path : paths) {
      request.mutable_update_mask()->add_paths(path);
    }
    return request;
  }

  v1::Subscription Update(const v1::UpdateSubscriptionRequest& request) {
    return Ask(*feed_, &Stub::UpdateSubscription, "site", request);
  }

  v1::Subscription IncludeStateChanges(const std::string& subscription,
                                       bool include) {
    auto request = About(subscription, {"include_state_changes"});
    request.mutable_subscription()->set_include_state_changes(include);
    return Update(request);
  }

  grpc::Status Try(const v1::UpdateSubscriptionRequest& request) {
    v1::Subscription response;
    return system_.Call(*feed_, &Stub::UpdateSubscription, "site", request,
                        response);
  }

  v1::ListSubscriptionsResponse List(int page_size = 0,
                                     const std::string& page_token = "") {
    v1::ListSubscriptionsRequest request;
    request.set_site("daily");
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    return Ask(*feed_, &Stub::ListSubscriptions, "site", request);
  }

  static std::vector<std::string> Names(
      const v1::ListSubscriptionsResponse& page) {
    std::vector<std::string> names;
    for (const v1::Subscription& subscription : page.subscriptions()) {
      names.push_back(
          subscription.name().substr(subscription.name().rfind('/') + 1));
    }
    return names;
  }

  // What a page for a subscription has; `states` is left open where absent.
  std::vector<v1::Event::Type> ListedTypes(const std::string& subscription,
                                           std::optional<bool> states) {
    v1::ListEventsRequest request;
    request.set_site("daily");
    request.set_subscription(subscription);
    if (states) request.set_include_state_changes(*states);
    const v1::ListEventsResponse page =
        Ask(*feed_, &Stub::ListEvents, "site", request);
    std::vector<v1::Event::Type> types;
    for (const v1::Event& event : page.events()) types.push_back(event.type());
    return types;
  }

  // The first event that a stream for it sends.
  v1::Event::Type FirstStreamedType(const std::string& subscription,
                                    std::optional<bool> states) {
    grpc::ClientContext context;
    Authorize(system_.keys["site"], context);
    v1::StreamEventsRequest request;
    request.set_site("daily");
    request.set_subscription(subscription);
    if (states) request.set_include_state_changes(*states);
    const auto stream = feed_->StreamEvents(&context, request);
    v1::StreamEventsResponse answer;
    while (stream->Read(&answer)) {
      if (!answer.has_event()) continue;
      context.TryCancel();
      return answer.event().type();
    }
    ADD_FAILURE() << stream->Finish().error_message();
    return v1::Event::TYPE_UNSPECIFIED;
  }

  std::unique_ptr<Stub> feed_;
};

TEST_F(Subscriptions, AreMadeAtTheBeginningAndAnsweredWhole) {
  Submit("a calm remark");
  auto request = About("hook");
  request.mutable_subscription()->set_include_queue_alarms(true);
  const v1::Subscription made = Update(request);
  EXPECT_EQ(made.name(), "sites/daily/subscriptions/hook");
  EXPECT_TRUE(made.has_required() && made.required()) << "the default";
  EXPECT_TRUE(made.include_queue_alarms());
  EXPECT_FALSE(made.include_state_changes());
  EXPECT_EQ(made.lag(), 1);
  EXPECT_FALSE(made.has_more_lag());
  EXPECT_TRUE(made.has_oldest_event_time());
  EXPECT_TRUE(made.has_create_time());
  EXPECT_THAT(ListedTypes("hook", std::nullopt),
              ElementsAre(v1::Event::APPROVED));
}

TEST_F(Subscriptions, ChangeOnlyWhereTheMaskSaysSo) {
  auto request = About("hook", {"include_state_changes"});
  request.mutable_subscription()->set_required(false);
  request.mutable_subscription()->set_include_state_changes(true);
  v1::Subscription changed = Update(request);
  EXPECT_TRUE(changed.required());
  EXPECT_TRUE(changed.include_state_changes());
  request = About("hook", {"required"});
  request.mutable_subscription()->set_required(false);
  changed = Update(request);
  EXPECT_FALSE(changed.required());
  EXPECT_TRUE(changed.include_state_changes());
  // Twice is as good as once.
  EXPECT_EQ(Update(request).SerializeAsString(), changed.SerializeAsString());
  // Without a mask all of it, and what is left open is the default.
  changed = Update(About("hook"));
  EXPECT_TRUE(changed.required());
  EXPECT_FALSE(changed.include_state_changes());
}

TEST_F(Subscriptions, AreRefusedByTheNameOfWhatIsWrong) {
  const grpc::Status path = Try(About("hook", {"required", "lag"}));
  EXPECT_EQ(path.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(path.error_message(), HasSubstr("update_mask.paths[1]"));
  for (const char* name : {"", "No", "a/b"}) {
    const grpc::Status named = Try(About(name));
    EXPECT_EQ(named.error_code(), StatusCode::INVALID_ARGUMENT) << name;
    EXPECT_THAT(named.error_message(), HasSubstr("subscription.name")) << name;
  }
  v1::UpdateSubscriptionRequest thing;
  thing.mutable_subscription()->set_name("sites/daily/things/hook");
  EXPECT_EQ(Try(thing).error_code(), StatusCode::INVALID_ARGUMENT);
  thing.mutable_subscription()->set_name("sites/weekly/subscriptions/hook");
  EXPECT_EQ(Try(thing).error_code(), StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(List().subscriptions_size(), 0);
}

TEST_F(Subscriptions, AreAHundredAtMost) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(Try(About(absl::StrCat("s", i))).ok());
  }
  EXPECT_EQ(Try(About("one-more")).error_code(),
            StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(Try(About("s0")).ok());
  EXPECT_EQ(List(1000).subscriptions_size(), 100);
}

TEST_F(Subscriptions, AreListedByNameOnePageAfterAnother) {
  for (const char* name : {"mail", "archive", "pages"}) Update(About(name));
  const v1::ListSubscriptionsResponse first = List(2);
  EXPECT_THAT(Names(first), ElementsAre("archive", "mail"));
  ASSERT_NE(first.next_page_token(), "");
  const v1::ListSubscriptionsResponse last = List(2, first.next_page_token());
  EXPECT_THAT(Names(last), ElementsAre("pages"));
  EXPECT_EQ(last.next_page_token(), "");
  EXPECT_EQ(List(3).next_page_token(), "");
  v1::ListSubscriptionsRequest request;
  request.set_site("daily");
  request.set_page_token("mail");
  v1::ListSubscriptionsResponse page;
  EXPECT_EQ(
      system_.Call(*feed_, &Stub::ListSubscriptions, "site", request, page)
          .error_code(),
      StatusCode::INVALID_ARGUMENT);
}

TEST_F(Subscriptions, CountInTheirLagWhatTheyAreSent) {
  Submit("the quarry is closed");
  Submit("a calm remark");
  EXPECT_EQ(IncludeStateChanges("pages", false).lag(), 1);
  EXPECT_EQ(IncludeStateChanges("hook", true).lag(), 2);
  v1::GetSystemStatusRequest request;
  request.set_site("daily");
  const v1::SystemStatus status = Ask(
      *server_.sites, &v1::SiteService::Stub::GetSystemStatus, "site", request);
  ASSERT_EQ(status.sites_size(), 1);
  ASSERT_EQ(status.sites(0).subscriptions_size(), 2);
  EXPECT_EQ(status.sites(0).subscriptions(0).lag(), 2);
  EXPECT_TRUE(status.sites(0).subscriptions(0).include_state_changes());
  EXPECT_EQ(status.sites(0).subscriptions(1).lag(), 1);
}

TEST_F(Subscriptions, KeepWhatTheyAskForWhenTheyAcknowledge) {
  Submit("the quarry is closed");
  IncludeStateChanges("hook", true);
  v1::AcknowledgeEventsRequest request;
  request.set_site("daily");
  request.set_subscription("hook");
  request.set_cursor("latest");
  const v1::Subscription kept =
      Ask(*feed_, &Stub::AcknowledgeEvents, "site", request);
  const v1::ListSubscriptionsResponse page = List();
  ASSERT_EQ(page.subscriptions_size(), 1);
  const v1::Subscription& listed = page.subscriptions(0);
  EXPECT_EQ(listed.acknowledged_cursor(), kept.acknowledged_cursor());
  EXPECT_EQ(listed.lag(), 0);
  EXPECT_TRUE(listed.include_state_changes());
  EXPECT_TRUE(listed.has_create_time());
}

TEST_F(Subscriptions, SayWhatIsSentWhereARequestDoesNot) {
  Submit("the quarry is closed");
  Submit("a calm remark");
  IncludeStateChanges("hook", true);
  struct Row {
    const char* subscription;
    std::optional<bool> states;
    bool sent;
  };
  const Row rows[] = {
      {"hook", std::nullopt, true}, {"hook", false, false},
      {"hook", true, true},         {"pages", std::nullopt, false},
      {"pages", true, true},        {"", std::nullopt, false},
  };
  for (const Row& row : rows) {
    const std::string what = absl::StrCat(
        row.subscription,
        row.states ? (*row.states ? " asks" : " does not") : " leaves it open");
    const std::vector<v1::Event::Type> all = {v1::Event::HELD,
                                              v1::Event::APPROVED};
    EXPECT_EQ(
        ListedTypes(row.subscription, row.states),
        row.sent ? all : std::vector<v1::Event::Type>{v1::Event::APPROVED})
        << what;
    EXPECT_EQ(FirstStreamedType(row.subscription, row.states),
              row.sent ? v1::Event::HELD : v1::Event::APPROVED)
        << what;
  }
}

}  // namespace
}  // namespace winnow
