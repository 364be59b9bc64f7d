// Whether a body comes from the Coral that knows a site's secret.
//
// Threads: pure functions.

#ifndef WINNOW_CLIENTS_GATEWAY_CORAL_SIGNATURE_H_
#define WINNOW_CLIENTS_GATEWAY_CORAL_SIGNATURE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace winnow {

// Coral sends one for each secret that it has; further ones are not looked at.
inline constexpr size_t kCoralSignaturesMax = 8;

// Tells whether one of the signatures in X-Coral-Signature, `sha256=HEX` with
// commas between them, is the HMAC-SHA256 of the body under one of the secrets.
// Input: `header` and `body` are untrusted.
// Cost: 3 µs a kilobyte and secret, in a time that does not tell how much of a
// signature was right; nothing for a header without any signature.
bool HasCoralSignature(absl::string_view header, absl::string_view body,
                       const std::vector<std::string>& secrets);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_CORAL_SIGNATURE_H_
