// Reads what the functions of functions/*.lua answer. A reply of any other
// shape gives Internal: the library in Redis is not ours.
#ifndef WINNOW_SERVICE_STORE_REDIS_COMMENT_REPLIES_H_
#define WINNOW_SERVICE_STORE_REDIS_COMMENT_REPLIES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "service/store/comment_store.h"
#include "service/store/redis/reply.h"

namespace winnow {

// The reply, or the status that its error stands for.
absl::StatusOr<Reply> CheckReply(absl::StatusOr<Reply> reply);

absl::Status BadReply(absl::string_view function);

// What it means that a change was not made: the comment is not there, no longer
// what the caller read, or leased to somebody else.
absl::Status ErrorOfChange(const Reply& reply, absl::string_view function);

// When a thread cools, as functions/*.lua tell it; InfinitePast for "".
absl::Time HotUntilOf(absl::string_view text);

// A public hash as names and values in turn; absent when there are none.
std::optional<Comment> CommentOf(const Uuid& id, const Reply& fields);

// A lease as functions/*.lua answer it; absent for none.
std::optional<Lease> LeaseOf(const Reply& items);

// [id, public, private, thread, author, lease, reports] or [id, public, url] as
// w1_read answers; absent for a comment that is gone. Errors: Internal,
// DataLoss.
absl::StatusOr<std::optional<StoredComment>> StoredOf(const Reply& row);

absl::StatusOr<Gathered> GatheredOf(const Reply& reply);
absl::StatusOr<Committed> CommittedOf(const Reply& reply);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_COMMENT_REPLIES_H_
