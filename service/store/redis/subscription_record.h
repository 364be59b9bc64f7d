// A subscription as it is kept in `…subscriptions`: `CURSOR|ms|FLAGS|CREATED`,
// of which versions before the flags wrote the first two. A flag is a letter of
// 6_feed.lua; those of a later version mean nothing here, and stay.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_STORE_REDIS_SUBSCRIPTION_RECORD_H_
#define WINNOW_SERVICE_STORE_REDIS_SUBSCRIPTION_RECORD_H_

#include <string>

#include "absl/strings/string_view.h"
#include "service/store/subscription.h"

namespace winnow {

// Input: what is kept, or nothing for a subscription that is not known.
KeptSubscription ReadSubscription(absl::string_view kept);

SubscriptionTerms TermsOf(absl::string_view flags);

// A change as w1_change_reader takes it.
struct FlagChange {
  std::string named;  // the flags of what changes
  std::string set;    // those of them that are set
};
FlagChange FlagsOf(const SubscriptionChange& change);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_SUBSCRIPTION_RECORD_H_
