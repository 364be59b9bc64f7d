// How long a site keeps what, each settable with `winnow site set`. What each
// clock runs from is said in service/docs/redis.md (How long things are kept).
#ifndef WINNOW_SERVICE_COMMENT_RETENTION_H_
#define WINNOW_SERVICE_COMMENT_RETENTION_H_

#include "absl/time/time.h"

namespace winnow {

struct RetentionClocks {
  // Who keeps published comments. Where the site does, their texts leave once
  // it has had them for long enough.
  bool site_keeps_published = false;
  // Sealed address, network hashes, account and spans, from the decision on.
  absl::Duration private_part = absl::Hours(90 * 24);
  // Network hashes that no ban needs, from a comment's arrival on.
  absl::Duration network_hashes = absl::Hours(7 * 24);
  // Comments that were refused, from the decision on. Those that their authors
  // took back are kept like rejected ones.
  absl::Duration spam = absl::Hours(15 * 24);
  absl::Duration rejected = absl::Hours(30 * 24);
  // Request ids, from the request on.
  absl::Duration request_ids = absl::Hours(7 * 24);
  // What is counted of an author, from their last comment on.
  absl::Duration author_records = absl::Hours(730 * 24);
  // Audit records, from the change on.
  absl::Duration audit = absl::Hours(730 * 24);
  // What bans an author who was erased, from the erasure on.
  absl::Duration erased_bans = absl::Hours(365 * 24);
};

// A shorter time would take away what people still work with, and is most
// likely a slip: 15 for 15d. The longest is ten years.
inline constexpr absl::Duration kKeptAtLeast = absl::Hours(1);
inline constexpr absl::Duration kKeptAtMost = absl::Hours(3650 * 24);
inline constexpr absl::Duration kNetworkKeptAtMost = absl::Hours(30 * 24);

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_RETENTION_H_
