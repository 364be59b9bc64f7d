// Shows a receiver that a delivery comes from this gateway, and when it was
// sent: HMAC-SHA256 (RFC 2104) over the time, a dot and the body.
//
//   Winnow-Signature: t=1700000000,v1=5257a8…,v1=9bd0c1…
//
// One v1 for each secret, so that a receiver knows one of them while they are
// exchanged. docs/webhooks.md shows how to verify it.
//
// Threads: pure function.

#ifndef WINNOW_CLIENTS_GATEWAY_WEBHOOK_SIGNATURE_H_
#define WINNOW_CLIENTS_GATEWAY_WEBHOOK_SIGNATURE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

// Returns the header's value. Cost: linear in the body, for each secret.
std::string SignWebhook(const std::vector<std::string>& secrets,
                        absl::Time time, absl::string_view body);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEBHOOK_SIGNATURE_H_
