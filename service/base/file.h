// Reading the small files a server starts from: settings, lists, secrets.

#ifndef WINNOW_SERVICE_BASE_FILE_H_
#define WINNOW_SERVICE_BASE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace winnow {

// Reads a whole file.
// Input: at most `bytes_max` bytes; memory used is bounded by it.
// Errors, each naming the file: NotFound, PermissionDenied,
// FailedPrecondition (not a regular file, cannot be read), ResourceExhausted
// (longer than allowed).
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t bytes_max);

// The same for a file that holds a secret: refuses one that anybody but its
// owner may read or write, and says which chmod helps. A credential of
// systemd's (below $CREDENTIALS_DIRECTORY) may show the group reading it: that
// is how the list looks on which the service alone stands. Errors: also
// FailedPrecondition (permissions too wide).
absl::StatusOr<std::string> ReadSecretFile(const std::string& path,
                                           size_t bytes_max);

// When a file was last written; InfinitePast for one that cannot be looked at,
// and for a credential of systemd's, which is a copy made at each start.
absl::Time FileTime(const std::string& path);

}  // namespace winnow

#endif  // WINNOW_SERVICE_BASE_FILE_H_
