// What a named reader of a site's feed asks for, beside the place where it
// stands.
#ifndef WINNOW_SERVICE_STORE_SUBSCRIPTION_H_
#define WINNOW_SERVICE_STORE_SUBSCRIPTION_H_

#include <optional>
#include <string>

namespace winnow {

// At first what every subscription has that nobody has changed.
struct SubscriptionTerms {
  // Published comments that the site keeps do not leave before it has
  // acknowledged them.
  bool required = true;
  bool include_state_changes = false;  // it is sent HELD, REJECTED and SPAM too
  bool include_queue_alarms = false;   // it is sent QUEUE_ALARM too

  friend bool operator==(const SubscriptionTerms&,
                         const SubscriptionTerms&) = default;
};

// New values of some terms; an absent one stays as it is.
struct SubscriptionChange {
  std::optional<bool> required = std::nullopt;
  std::optional<bool> include_state_changes = std::nullopt;
  std::optional<bool> include_queue_alarms = std::nullopt;
};

// A subscription as a reader begins with it.
struct KeptSubscription {
  // Acknowledged; empty: the subscription is not known.
  std::string cursor = {};
  SubscriptionTerms terms = {};
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_SUBSCRIPTION_H_
