// Resource names and page tokens: the two kinds of opaque text that callers
// hand back.
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_API_NAMES_H_
#define WINNOW_SERVICE_API_NAMES_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/base/uuid.h"
#include "service/store/comment_store.h"

namespace winnow {

std::string SiteName(absl::string_view site);
std::string CommentName(absl::string_view site, const Uuid& id);
std::string KeyName(absl::string_view key_id);
std::string ListName(absl::string_view site, absl::string_view list);
std::string AdapterName(absl::string_view site);

// The id in "sites/SITE/comments/ID".
// Input: untrusted; `field` names it in errors.
// Errors: InvalidArgument when it is no such name, or of another site: who may
// act on a site may not reach another through a second field.
absl::StatusOr<Uuid> ParseCommentName(absl::string_view name,
                                      absl::string_view site,
                                      absl::string_view field);

// The id in "keys/KEY". Errors: InvalidArgument.
absl::StatusOr<std::string> ParseKeyName(absl::string_view name,
                                         absl::string_view field);

// The list in "sites/SITE/lists/LIST": [a-z][a-z0-9-]{0,39}.
// Errors: InvalidArgument, also for one of another site.
absl::StatusOr<std::string> ParseListName(absl::string_view name,
                                          absl::string_view site,
                                          absl::string_view field);

// The revision in an etag; absent when none is given.
// Errors: Aborted for text that was never an etag, since it fits nothing.
absl::StatusOr<std::optional<int64_t>> ParseEtag(absl::string_view etag);

// Errors: InvalidArgument for more than kRequestIdBytesMax bytes.
absl::Status CheckRequestId(absl::string_view request_id);

// The size of a page: 0 means 50, more than 1,000 means 1,000.
// Errors: InvalidArgument for a negative one.
absl::StatusOr<int> PageSize(int32_t requested);

// A token for the page after `next`. `binding` are the texts that must be the
// same when it comes back: site, filter, order.
std::string MakePageToken(const PageStart& next,
                          std::initializer_list<absl::string_view> binding);

// Absent for an empty token. Errors: InvalidArgument for a token that was not
// made for this listing.
absl::StatusOr<std::optional<PageStart>> ParsePageToken(
    absl::string_view token, std::initializer_list<absl::string_view> binding);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_NAMES_H_
