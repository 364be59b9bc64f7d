#include "clients/gateway/hmac.h"

#include <sodium.h>

namespace winnow {
namespace {

static_assert(kHmacBytes == crypto_auth_hmacsha256_BYTES);

const uint8_t* BytesOf(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

}  // namespace

HmacCode HmacSha256(absl::string_view secret,
                    std::initializer_list<absl::string_view> pieces) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, BytesOf(secret), secret.size());
  for (const absl::string_view piece : pieces) {
    crypto_auth_hmacsha256_update(&state, BytesOf(piece), piece.size());
  }
  HmacCode code;
  crypto_auth_hmacsha256_final(&state, code.data());
  sodium_memzero(&state, sizeof(state));
  return code;
}

}  // namespace winnow
