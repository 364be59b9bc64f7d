// Whole texts from the standard input or a file, bounded.

#ifndef WINNOW_CLIENTS_CLI_READ_ALL_H_
#define WINNOW_CLIENTS_CLI_READ_ALL_H_

#include <istream>
#include <string>

#include "absl/status/statusor.h"

namespace winnow {

// No request may be longer than 256 KB.
inline constexpr size_t kTextBytesMax = size_t{256} * 1024;

// Reads to the end, without the last line end.
// Errors: InvalidArgument if there is more than kTextBytesMax.
absl::StatusOr<std::string> ReadAll(std::istream& input);

// Reads a file, or the standard input for `-`, as it is.
// Errors: NotFound if it cannot be read; InvalidArgument if it is too long.
absl::StatusOr<std::string> ReadFileOrInput(const std::string& path);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_READ_ALL_H_
