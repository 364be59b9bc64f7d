#include "clients/gateway/webhook_signature.h"

#include <sodium.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace winnow {
namespace {

const unsigned char* BytesOf(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Hmac(absl::string_view secret, absl::string_view head,
                 absl::string_view body) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, BytesOf(secret), secret.size());
  crypto_auth_hmacsha256_update(&state, BytesOf(head), head.size());
  crypto_auth_hmacsha256_update(&state, BytesOf(body), body.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code = {};
  crypto_auth_hmacsha256_final(&state, code.data());
  sodium_memzero(&state, sizeof(state));
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(code.data()), code.size()));
}

}  // namespace

std::string SignWebhook(const std::vector<std::string>& secrets,
                        absl::Time time, absl::string_view body) {
  const std::string seconds = absl::StrCat(absl::ToUnixSeconds(time));
  std::string header = absl::StrCat("t=", seconds);
  for (const std::string& secret : secrets) {
    absl::StrAppend(&header,
                    ",v1=", Hmac(secret, absl::StrCat(seconds, "."), body));
  }
  return header;
}

}  // namespace winnow
