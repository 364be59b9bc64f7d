// Addresses of web pages as readers and sites write them.
#ifndef WINNOW_SERVICE_INTAKE_WEB_ADDRESS_H_
#define WINNOW_SERVICE_INTAKE_WEB_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// Parses an http or https address and returns it as written, less outer white
// space; one without a scheme, as in "example.com/me", gets "http://" in front,
// as WordPress does.
//
// Stricter than browsers where a browser's leniency misleads people: no user
// name before the host, no backslash, no white space or quotation mark
// anywhere. Whether the host exists is nobody's business here; letters outside
// ASCII are accepted.
// Input: any bytes.
// Errors: InvalidArgument with a sentence that does not repeat the address.
absl::StatusOr<std::string> ParseWebAddress(absl::string_view text);

}  // namespace winnow

#endif  // WINNOW_SERVICE_INTAKE_WEB_ADDRESS_H_
