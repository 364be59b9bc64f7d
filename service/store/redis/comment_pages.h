// Asking w1_page for comments in the order of an index, and reading them.
#ifndef WINNOW_SERVICE_STORE_REDIS_COMMENT_PAGES_H_
#define WINNOW_SERVICE_STORE_REDIS_COMMENT_PAGES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/store/comment_store.h"
#include "service/store/redis/command.h"
#include "service/store/redis/reply.h"

namespace winnow {

// The index in which all held comments are, leased ones too, in queue order.
inline constexpr absl::string_view kQueueIndex = "queue";

// Input: `index` is the end of a sorted set's name, or kQueueIndex, which has
// no `newest_first`.
Command PageCommand(const std::string& prefix, absl::string_view index,
                    bool newest_first, const std::optional<PageStart>& after,
                    int limit, Parts parts);

// Errors: Internal, DataLoss.
absl::StatusOr<std::vector<PageRow>> PageOf(const Reply& reply);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_COMMENT_PAGES_H_
