// What a site's adapter has learned, in words of the comments it learned from.

#ifndef WINNOW_SERVICE_MODERATION_ADAPTER_FEATURES_H_
#define WINNOW_SERVICE_MODERATION_ADAPTER_FEATURES_H_

#include <array>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "service/intake/live_site.h"
#include "service/screening/classifier/adapter.h"
#include "service/store/comment_store.h"

namespace winnow {

inline constexpr size_t kAdapterFeaturesMax = 100;

// By head, the words and pairs with the greatest weights. They are read from
// the newest 300 comments that the adapter learned from and that are still
// kept, and only such as two authors have written.
// Cost: 20 ms. Errors: those of the store.
absl::StatusOr<std::array<std::map<std::string, double>, kAdapterHeads>>
FindAdapterFeatures(CommentStore& comments, const LiveSite& live,
                    const Adapter& adapter);

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_ADAPTER_FEATURES_H_
