// What a site sets and asks about the named readers of its feed. Internal to
// FeedService; GetSystemStatus shows them, too.
//
// Blocks; belongs on worker threads. Thread-safe.

#ifndef WINNOW_SERVICE_API_SUBSCRIPTIONS_H_
#define WINNOW_SERVICE_API_SUBSCRIPTIONS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/api/gate.h"
#include "service/feed/feed.h"
#include "service/store/status_store.h"
#include "winnow/v1/event.pb.h"
#include "winnow/v1/feed_service.pb.h"

namespace winnow {

// "sites/SITE/subscriptions/SUBSCRIPTION"
std::string SubscriptionName(absl::string_view site,
                             absl::string_view subscription);

// The last part of such a name.
// Input: untrusted; `field` names it in errors.
// Errors: InvalidArgument when it is no such name, or of another site.
absl::StatusOr<std::string> ParseSubscriptionName(absl::string_view name,
                                                  absl::string_view site,
                                                  absl::string_view field);

void FillSubscription(const SubscriptionLag& lag, absl::string_view site,
                      v1::Subscription& out);

// What a request of either kind names about its reader.
template <typename Request>
FeedReader ReaderOf(const Request& request) {
  FeedReader reader = {.cursor = request.cursor(),
                       .subscription = request.subscription()};
  if (request.has_include_state_changes()) {
    reader.include_state_changes = request.include_state_changes();
  }
  if (request.has_include_queue_alarms()) {
    reader.include_queue_alarms = request.include_queue_alarms();
  }
  return reader;
}

// Errors: InvalidArgument for a page that is none; those of StatusStore.
absl::Status ListSubscriptions(StatusStore& status, const Caller& who,
                               const v1::ListSubscriptionsRequest& request,
                               v1::ListSubscriptionsResponse& response);

// Errors: InvalidArgument naming the field; ResourceExhausted past 100
// subscriptions; NotFound when it was forgotten before it could be shown.
// Idempotent.
absl::Status UpdateSubscription(Feed& feed, StatusStore& status,
                                const Caller& who,
                                const v1::UpdateSubscriptionRequest& request,
                                v1::Subscription& response);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SUBSCRIPTIONS_H_
