// How a comment is spelled in its two Redis hashes. The public one is a format
// that sites may read themselves (service/docs/redis.md): its field names and
// meanings never change within a format number.
//
// Empty and default values are not written. Ids are 16 bytes, times are
// milliseconds since 1970, both flags are "1".
#ifndef WINNOW_SERVICE_STORE_REDIS_COMMENT_FIELDS_H_
#define WINNOW_SERVICE_STORE_REDIS_COMMENT_FIELDS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/comment/comment.h"
#include "service/store/redis/command.h"

namespace winnow {

// Each gives names and values in turn.
Arguments PublicFields(const Comment& comment);
Arguments PrivateFields(const Uuid& id, const PrivatePart& hidden);
Arguments ThreadFields(const ThreadInfo& thread, absl::string_view print);

// Sets what one field says; unknown names are left for newer versions.
void SetPublicField(absl::string_view name, absl::string_view value,
                    Comment& comment);
void SetThreadField(absl::string_view name, absl::string_view value,
                    ThreadInfo& thread);

// Errors: DataLoss when a stored verdict or note cannot be read.
absl::Status SetPrivateField(absl::string_view name, absl::string_view value,
                             PrivatePart& hidden);

// One letter.
std::string StateCode(State state);

// Milliseconds since 1970 as decimal text, and back (0 for anything else).
std::string MillisText(absl::Time time);
absl::Time TimeOfMillis(absl::string_view text);

// A whole decimal number; 0 for anything else.
int64_t IntOf(absl::string_view text);

// The place of a comment in its state's index. Held comments are sorted by
// priority, then arrival: (999 - priority) * 2^42 + ms, exact in a double.
std::string IndexScore(State state, int priority, absl::Time arrival,
                       absl::Time create_time);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_COMMENT_FIELDS_H_
