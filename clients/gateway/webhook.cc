#include "clients/gateway/webhook.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/methods.h"
#include "clients/gateway/json_answers.h"
#include "clients/gateway/webhook_signature.h"

namespace winnow {
namespace {

// What is read at once is soon delivered, so that it is not long out of date.
constexpr int kPageSize = 10;
constexpr absl::Duration kWait = absl::Seconds(20);  // winnowd's longest
// Older pages are read anew: a slow receiver may take minutes for one.
constexpr absl::Duration kPageAgeMax = absl::Seconds(1);
constexpr absl::Duration kPullTimeout = absl::Seconds(30);
// A winnowd that is being stopped answers at once that there is nothing.
constexpr absl::Duration kShortWait = absl::Seconds(1);

}  // namespace

Webhook::Webhook(const WebhookRoom& room, WebhookSource source,
                 std::unique_ptr<WebhookSender> sender)
    : room_(room),
      source_(std::move(source)),
      sender_(std::move(sender)),
      timer_(room.io) {}

void Webhook::Start() { Announce(); }

void Webhook::Stop(std::function<void()> done) {
  stopped_ = std::move(done);
  timer_.cancel();
  if (!delivering_) Ended();
}

bool Webhook::Ended() {
  if (stopped_ == nullptr) return false;
  sender_->Rest();
  stopped_();
  stopped_ = [] {};
  return true;
}

// Whether published comments wait for it is not the gateway's to say.
void Webhook::Announce() {
  v1::UpdateSubscriptionRequest request;
  v1::Subscription& subscription = *request.mutable_subscription();
  subscription.set_name(absl::StrCat("sites/", source_.site, "/subscriptions/",
                                     source_.settings.subscription));
  subscription.set_include_queue_alarms(source_.settings.queue_alarm);
  subscription.set_include_state_changes(source_.settings.state_changes);
  request.mutable_update_mask()->add_paths("include_queue_alarms");
  request.mutable_update_mask()->add_paths("include_state_changes");
  room_.winnowd.Call<v1::UpdateSubscriptionRequest, v1::Subscription>(
      kUpdateSubscription, std::move(request), {.key = source_.key},
      [self = shared_from_this(),
       begun = absl::Now()](const absl::StatusOr<v1::Subscription>& answer) {
        self->room_.metrics.CountCall(
            kUpdateSubscription.path,
            absl::StatusCodeToString(answer.status().code()),
            absl::Now() - begun);
        self->GoOnAsAnnounced(answer);
      });
}

void Webhook::GoOnAsAnnounced(const absl::StatusOr<v1::Subscription>& answer) {
  if (!answer.ok()) return FailFeed(answer.status());
  if (Ended()) return;
  acknowledged_ = answer->acknowledged_cursor();
  // What was delivered before winnowd failed.
  if (!done_.empty()) return Acknowledge(done_, &Webhook::Pull);
  Pull();
}

void Webhook::Pull() {
  if (Ended()) return;
  done_.clear();
  pulled_ = absl::Now();
  v1::ListEventsRequest request;
  request.set_site(source_.site);
  request.set_subscription(source_.settings.subscription);
  request.set_include_queue_alarms(source_.settings.queue_alarm);
  request.set_include_state_changes(source_.settings.state_changes);
  request.mutable_wait()->set_seconds(absl::ToInt64Seconds(kWait));
  request.set_page_size(kPageSize);
  room_.winnowd.Call<v1::ListEventsRequest, v1::ListEventsResponse>(
      kListEvents, std::move(request),
      {.key = source_.key, .traceparent = {}, .timeout = kPullTimeout},
      [self = shared_from_this()](absl::StatusOr<v1::ListEventsResponse> page) {
        self->TakePage(std::move(page));
      });
}

void Webhook::TakePage(absl::StatusOr<v1::ListEventsResponse> page) {
  arrived_ = absl::Now();
  room_.metrics.CountCall(kListEvents.path,
                          absl::StatusCodeToString(page.status().code()),
                          arrived_ - pulled_);
  if (Ended()) return;
  if (!page.ok()) return FailFeed(page.status());
  NoteFeed("");
  page_ = *std::move(page);
  at_ = 0;
  const bool empty = page_.events().empty() && !page_.has_more();
  if (empty && arrived_ - pulled_ < kShortWait) {
    return Pause(feed_pacer_.Next(), &Webhook::Pull);
  }
  feed_pacer_.Reset();
  // What could not be delivered is not there any more.
  if (empty) NoteReceiver("");
  GoOn();
}

void Webhook::GoOn() {
  if (Ended()) return;
  if (at_ < page_.events_size()) {
    const bool old = at_ > 0 && absl::Now() - arrived_ > kPageAgeMax;
    return old ? Pull() : Deliver();
  }
  if (!page_.has_more()) sender_->Rest();
  // Past events that are not for this receiver.
  done_ = page_.next_cursor();
  if (done_.empty() || done_ == acknowledged_) return Pull();
  Acknowledge(done_, &Webhook::Pull);
}

void Webhook::Deliver() {
  delivering_ = true;
  posted_ = absl::Now();
  const v1::Event& event = page_.events(at_);
  WebhookPost post;
  post.delivery = absl::StrCat(source_.site, "/", event.cursor());
  post.body = ToJson(event, source_.site);
  post.signature = SignWebhook(source_.settings.secrets, posted_, post.body);
  sender_->Post(std::move(post),
                [self = shared_from_this()](const WebhookResult& result) {
                  self->TakeResult(result);
                });
}

void Webhook::TakeResult(const WebhookResult& result) {
  room_.metrics.CountDelivery(result.outcome, absl::Now() - posted_);
  if (result.outcome == "delivered") {
    NoteReceiver("");
    done_ = page_.events(at_).cursor();
    return Acknowledge(done_, &Webhook::AfterEvent);
  }
  delivering_ = false;
  NoteReceiver(result.reason);
  if (Ended()) return;
  page_.Clear();
  sender_->Rest();
  Pause(receiver_pacer_.Next(result.retry_after), &Webhook::Pull);
}

void Webhook::AfterEvent() {
  delivering_ = false;
  done_.clear();
  ++at_;
  GoOn();
}

void Webhook::Acknowledge(const std::string& cursor, Step next) {
  v1::AcknowledgeEventsRequest request;
  request.set_site(source_.site);
  request.set_subscription(source_.settings.subscription);
  request.set_cursor(cursor);
  room_.winnowd.Call<v1::AcknowledgeEventsRequest, v1::Subscription>(
      kAcknowledgeEvents, std::move(request), {.key = source_.key},
      [self = shared_from_this(), next,
       begun = absl::Now()](const absl::StatusOr<v1::Subscription>& answer) {
        self->room_.metrics.CountCall(
            kAcknowledgeEvents.path,
            absl::StatusCodeToString(answer.status().code()),
            absl::Now() - begun);
        self->TakeAcknowledgement(answer, next);
      });
}

void Webhook::TakeAcknowledgement(
    const absl::StatusOr<v1::Subscription>& answer, Step next) {
  // Invalid after a restore: the event is not there any more.
  if (!answer.ok() && !absl::IsInvalidArgument(answer.status())) {
    delivering_ = false;
    return FailFeed(answer.status());
  }
  if (answer.ok()) acknowledged_ = answer->acknowledged_cursor();
  (this->*next)();
}

void Webhook::FailFeed(const absl::Status& status) {
  NoteFeed(absl::StatusCodeToString(status.code()));
  if (Ended()) return;
  page_.Clear();
  sender_->Rest();
  // Anew, as the subscription may have been forgotten meanwhile, or be of a
  // backup.
  Pause(feed_pacer_.Next(RetryDelay(status)), &Webhook::Announce);
}

void Webhook::NoteFeed(absl::string_view reason) {
  Note(feed_failure_, reason, "webhook_feed_failed", "code",
       "webhook_feed_recovered");
}

void Webhook::NoteReceiver(absl::string_view reason) {
  if (reason.empty()) receiver_pacer_.Reset();
  Note(receiver_failure_, reason, "webhook_failed", "reason",
       "webhook_recovered");
}

void Webhook::Note(std::string& noted, absl::string_view reason,
                   const char* failed, const char* label,
                   const char* recovered) {
  if (noted == reason) return;
  const auto failing = [this] {
    return !feed_failure_.empty() || !receiver_failure_.empty();
  };
  const bool before = failing();
  noted = std::string(reason);
  if (failing() && !before) room_.metrics.webhooks_failing().Increment();
  if (!failing() && before) room_.metrics.webhooks_failing().Decrement();
  if (reason.empty()) {
    return room_.log.Inform(recovered,
                            {{"site", source_.site},
                             {"subscription", source_.settings.subscription}});
  }
  room_.log.Warn(failed, {{"site", source_.site},
                          {"subscription", source_.settings.subscription},
                          {label, noted}});
}

void Webhook::Pause(absl::Duration pause, Step next) {
  timer_.expires_after(absl::ToChronoNanoseconds(pause));
  timer_.async_wait([self = shared_from_this(),
                     next](const boost::system::error_code& /*unused*/) {
    if (!self->Ended()) ((*self).*next)();
  });
}

}  // namespace winnow
