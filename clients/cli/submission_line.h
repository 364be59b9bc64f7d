// One line of a file for `winnow submit --from`: a JSON object whose keys are
// the fields of SubmitComment, with `name` for display_name and `thread` for
// the thread's id.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_CLI_SUBMISSION_LINE_H_
#define WINNOW_CLIENTS_CLI_SUBMISSION_LINE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

namespace v1 {
class ImportCommentsRequest;
class SubmitCommentRequest;
}  // namespace v1

// The server takes messages of 256 KB; a longer line could never be accepted.
inline constexpr size_t kLineBytesMax = 256 * 1024;

// Parses a line. `site` and an absent request_id are left empty.
// Keys: request_id, thread (the id, or an object of id, url, title, section,
// tags), name, email, website, parent, network_address, user_agent, author_id,
// author_verified, author_role, language, form_evidence (an object of honeypot,
// seconds_spent), body. Keys that start with `_` are ignored.
// Input: untrusted, any bytes.
// Errors: InvalidArgument; BadFields() names every key that is unknown or has a
// value of the wrong type. Values are not judged: that is the server's.
absl::StatusOr<v1::SubmitCommentRequest> ParseSubmissionLine(
    absl::string_view line);

// A longer line of an import is reported and left out.
inline constexpr size_t kImportLineBytesMax = 1024 * 1024;

// Parses a line of `winnow import jsonl`: the same keys, and create_time (RFC
// 3339), source_id, parent_source_id, state (HELD, APPROVED, REJECTED, SPAM,
// WITHDRAWN, or `pending`, in any case) and body_is_html.
// Input, errors: as above.
absl::StatusOr<v1::ImportCommentsRequest> ParseImportLine(
    absl::string_view line);

// Makes the request id of a line that has none: the same for the same content
// and key, so that sending a file again stores nothing twice. It is a keyed
// BLAKE2b-128, since winnowd keeps request ids for days and an unkeyed hash
// would let their reader test which address is in one.
std::string DeriveRequestId(const v1::SubmitCommentRequest& request,
                            absl::string_view api_key);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_SUBMISSION_LINE_H_
