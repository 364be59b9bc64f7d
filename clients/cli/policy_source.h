// Which policy somebody means: a file, or one that ships with the server.

#ifndef WINNOW_CLIENTS_CLI_POLICY_SOURCE_H_
#define WINNOW_CLIENTS_CLI_POLICY_SOURCE_H_

#include <string>

#include "absl/status/status.h"
#include "winnow/v1/site_policies.pb.h"

namespace winnow {

// Fills `source` from a file, - for the standard input, or the name of a
// shipped policy. Errors: usage errors, unless it is exactly one of both.
absl::Status FillSource(const std::string& file, const std::string& preset,
                        v1::PolicySource& source);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_POLICY_SOURCE_H_
