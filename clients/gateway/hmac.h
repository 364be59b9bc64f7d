// HMAC-SHA-256 (RFC 2104): what Coral signs with, and webhooks are signed with.
//
// Threads: a pure function.

#ifndef WINNOW_CLIENTS_GATEWAY_HMAC_H_
#define WINNOW_CLIENTS_GATEWAY_HMAC_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "absl/strings/string_view.h"

namespace winnow {

inline constexpr size_t kHmacBytes = 32;
using HmacCode = std::array<uint8_t, kHmacBytes>;

// Returns the code of the pieces, one after the other, under a secret of any
// length. What is left of the secret in memory is wiped.
HmacCode HmacSha256(absl::string_view secret,
                    std::initializer_list<absl::string_view> pieces);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_HMAC_H_
