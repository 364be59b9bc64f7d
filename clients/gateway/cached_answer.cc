#include "clients/gateway/cached_answer.h"

#include <sodium.h>

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace winnow {
namespace {

constexpr size_t kHashBytes = 16;

}  // namespace

std::string TextHash(absl::string_view text) {
  uint8_t hash[kHashBytes];
  crypto_generichash(hash, sizeof(hash),
                     reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                     nullptr, 0);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash), sizeof(hash)));
}

std::string KeyedTextHash(absl::string_view text, absl::string_view secret) {
  // The hash takes keys of 64 bytes at most.
  uint8_t key[crypto_generichash_KEYBYTES];
  crypto_generichash(key, sizeof(key),
                     reinterpret_cast<const uint8_t*>(secret.data()),
                     secret.size(), nullptr, 0);
  uint8_t hash[kHashBytes];
  crypto_generichash(hash, sizeof(hash),
                     reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                     key, sizeof(key));
  sodium_memzero(key, sizeof(key));
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash), sizeof(hash)));
}

CachedAnswer MakeCachedAnswer(std::string body) {
  std::string etag = absl::StrCat("\"", TextHash(body), "\"");
  return {.body = std::make_shared<const std::string>(std::move(body)),
          .etag = std::move(etag)};
}

bool EtagMatches(absl::string_view header, absl::string_view etag) {
  if (absl::StripAsciiWhitespace(header) == "*") return true;
  // Ours have no comma in them.
  for (absl::string_view one : absl::StrSplit(header, ',')) {
    one = absl::StripAsciiWhitespace(one);
    absl::ConsumePrefix(&one, "W/");
    if (one == etag) return true;
  }
  return false;
}

}  // namespace winnow
