#include "service/api/subscriptions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "service/api/convert.h"
#include "service/api/names.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

// Errors: InvalidArgument for a path that names no term, by its place.
absl::StatusOr<SubscriptionChange> ChangeOf(
    const v1::UpdateSubscriptionRequest& request) {
  const v1::Subscription& wanted = request.subscription();
  const SubscriptionChange all = {
      .required = !wanted.has_required() || wanted.required(),
      .include_state_changes = wanted.include_state_changes(),
      .include_queue_alarms = wanted.include_queue_alarms()};
  const auto& paths = request.update_mask().paths();
  if (paths.empty()) return all;
  SubscriptionChange change;
  for (int i = 0; i < paths.size(); ++i) {
    if (paths[i] == "required") {
      change.required = all.required;
    } else if (paths[i] == "include_state_changes") {
      change.include_state_changes = all.include_state_changes;
    } else if (paths[i] == "include_queue_alarms") {
      change.include_queue_alarms = all.include_queue_alarms;
    } else {
      return InvalidFields(
          {{.field = absl::StrCat("update_mask.paths[", i, "]"),
            .description = "must be required, include_state_changes or "
                           "include_queue_alarms"}});
    }
  }
  return change;
}

}  // namespace

std::string SubscriptionName(absl::string_view site,
                             absl::string_view subscription) {
  return absl::StrCat(SiteName(site), "/subscriptions/", subscription);
}

absl::StatusOr<std::string> ParseSubscriptionName(absl::string_view name,
                                                  absl::string_view site,
                                                  absl::string_view field) {
  const std::string prefix = SubscriptionName(site, "");
  if (absl::ConsumePrefix(&name, prefix) && IsSubscriptionName(name)) {
    return std::string(name);
  }
  return InvalidFields(
      {{.field = std::string(field),
        .description = "must be sites/SITE/subscriptions/SUBSCRIPTION, the "
                       "last part 1–64 of a–z, 0–9, dot, underscore and "
                       "hyphen"}});
}

void FillSubscription(const SubscriptionLag& lag, absl::string_view site,
                      v1::Subscription& out) {
  out.set_name(SubscriptionName(site, lag.name));
  out.set_required(lag.terms.required);
  out.set_include_state_changes(lag.terms.include_state_changes);
  out.set_include_queue_alarms(lag.terms.include_queue_alarms);
  out.set_acknowledged_cursor(lag.cursor);
  FillTimestamp(lag.acknowledge_time, *out.mutable_acknowledge_time());
  out.set_lag(lag.events);
  out.set_has_more_lag(lag.more);
  if (lag.oldest_event_time != absl::InfiniteFuture()) {
    FillTimestamp(lag.oldest_event_time, *out.mutable_oldest_event_time());
  }
  if (lag.create_time != absl::InfinitePast()) {
    FillTimestamp(lag.create_time, *out.mutable_create_time());
  }
}

absl::Status ListSubscriptions(StatusStore& status, const Caller& who,
                               const v1::ListSubscriptionsRequest& request,
                               v1::ListSubscriptionsResponse& response) {
  const auto page_size = PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  const auto start =
      ParsePageToken(request.page_token(), {"subscriptions", who.site});
  if (!start.ok()) return start.status();
  const auto activity = status.Activity(who.site, kLagMax);
  if (!activity.ok()) return activity.status();
  const SubscriptionLag* last = nullptr;
  for (const SubscriptionLag& lag : activity->subscriptions) {
    if (*start && lag.name <= (*start)->score) continue;
    if (response.subscriptions_size() == *page_size) {
      response.set_next_page_token(MakePageToken(
          {.score = last->name, .id = {}}, {"subscriptions", who.site}));
      break;
    }
    FillSubscription(lag, who.site, *response.add_subscriptions());
    last = &lag;
  }
  return absl::OkStatus();
}

absl::Status UpdateSubscription(Feed& feed, StatusStore& status,
                                const Caller& who,
                                const v1::UpdateSubscriptionRequest& request,
                                v1::Subscription& response) {
  const auto name = ParseSubscriptionName(request.subscription().name(),
                                          who.site, "subscription.name");
  if (!name.ok()) return name.status();
  const auto change = ChangeOf(request);
  if (!change.ok()) return change.status();
  const absl::Status changed = feed.Change(who.site, *name, *change);
  if (!changed.ok()) return changed;
  const auto activity = status.Activity(who.site, kLagMax);
  if (!activity.ok()) return activity.status();
  for (const SubscriptionLag& lag : activity->subscriptions) {
    if (lag.name != *name) continue;
    FillSubscription(lag, who.site, response);
    return absl::OkStatus();
  }
  return absl::NotFoundError("somebody has just forgotten this subscription");
}

}  // namespace winnow
