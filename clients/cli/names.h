// How a comment is named on the command line: by its resource name, its id, the
// last 8 characters that listings show, or @N, row N of the last listing.
//
// Listings are remembered in a file of mode 600 that holds resource names only.

#ifndef WINNOW_CLIENTS_CLI_NAMES_H_
#define WINNOW_CLIENTS_CLI_NAMES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// What the user has seen: resource names of comments.
struct Listing {
  std::vector<std::string> rows;     // @1 first; at most 10,000
  std::vector<std::string> earlier;  // newest first; at most 2,000
};

// Tells whether text is `sites/{site}/comments/{id}`.
bool IsCommentName(absl::string_view text);

// Returns the last 8 characters of a resource name's id, as listings show it.
std::string ShortId(absl::string_view name);

// Returns the id of a resource name.
std::string IdOf(absl::string_view name);

// Finds the resource name that `text` means.
// Input: `site` completes a bare id and may be empty if there is none to be
// completed.
// Errors: InvalidArgument for text that cannot name a comment; NotFound for a
// row or ending that no listing has; FailedPrecondition for an ending that
// several have.
absl::StatusOr<std::string> ResolveCommentName(absl::string_view text,
                                               absl::string_view site,
                                               const Listing& listing);

// Replaces every `author=@C` of a filter, where C names a comment as above, by
// the comment's id. Everything else is left as it is.
absl::StatusOr<std::string> ResolveFilter(absl::string_view filter,
                                          absl::string_view site,
                                          const Listing& listing);

// Tells whether a filter has a `state=` term outside quotes.
bool FilterNamesState(absl::string_view filter);

// Reads the remembered listing; an unreadable file is an empty one, and lines
// that are no resource names are skipped.
Listing LoadListing(const std::string& state_dir);

// Makes `rows` the last listing; what it was before becomes earlier.
// Errors: those of the file system. Losing a listing must not fail a command.
absl::Status SaveListing(const std::string& state_dir,
                         std::vector<std::string> rows);

// Adds names that were shown without being a listing, so that their endings
// are known.
absl::Status RememberNames(const std::string& state_dir,
                           const std::vector<std::string>& names);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_NAMES_H_
