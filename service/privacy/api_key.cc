#include "service/privacy/api_key.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/base/bytes.h"
#include "service/privacy/base32.h"
#include "service/privacy/crypto.h"

namespace winnow {
namespace {

constexpr size_t kSiteKeyChars = 12;
constexpr absl::string_view kPersonPrefix = "wk_";
constexpr size_t kPersonSecretBytes = 32;
constexpr size_t kPersonSecretChars = 43;
constexpr size_t kKeyIdChars = 10;
constexpr size_t kKeyIdBytes = 7;

constexpr absl::string_view kHashKeyName = "api_key";
constexpr size_t kHashBytes = 32;

}  // namespace

std::string MakeSiteApiKey(Random& random) {
  constexpr absl::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  // Bytes from here on would make the first letters likelier than the others.
  constexpr size_t kByteEnd = 256 / kLetters.size() * kLetters.size();
  std::string key;
  std::array<uint8_t, 16> bytes;
  while (key.size() < kSiteKeyChars) {
    random.Fill(bytes);
    for (const uint8_t byte : bytes) {
      if (byte < kByteEnd && key.size() < kSiteKeyChars) {
        key.push_back(kLetters[byte % kLetters.size()]);
      }
    }
  }
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

std::string MakePersonApiKey(Random& random) {
  std::array<uint8_t, kPersonSecretBytes> secret;
  random.Fill(secret);
  std::string key = absl::StrCat(kPersonPrefix, ToBase64Url(AsText(secret)));
  sodium_memzero(secret.data(), secret.size());
  return key;
}

std::string MakeApiKeyId(Random& random) {
  std::array<uint8_t, kKeyIdBytes> bytes;
  random.Fill(bytes);
  return ToBase32(AsText(bytes), kKeyIdChars);
}

bool IsApiKeyShape(absl::string_view text) {
  if (text.size() == kSiteKeyChars) {
    return std::all_of(text.begin(), text.end(), absl::ascii_isalnum);
  }
  if (text.size() != kPersonPrefix.size() + kPersonSecretChars ||
      !absl::StartsWith(text, kPersonPrefix)) {
    return false;
  }
  text.remove_prefix(kPersonPrefix.size());
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
}

bool ConstantTimeEqual(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

WrappedKeys CreateApiKeyHashKey(const MasterKey& master, Random& random) {
  SecretBytes key(kKeyBytes);
  random.Fill(key.Mutable());
  return {{std::string(kHashKeyName),
           master.Wrap(kHashKeySite, kHashKeyName, key.Reveal(), random)}};
}

absl::StatusOr<std::shared_ptr<const ApiKeyHasher>> ApiKeyHasher::Open(
    const MasterKey& master, const WrappedKeys& wrapped) {
  const auto blob = wrapped.find(std::string(kHashKeyName));
  if (blob == wrapped.end()) {
    return absl::FailedPreconditionError("the key for API keys is missing");
  }
  SecretBytes key(kKeyBytes);
  if (absl::Status status = master.Unwrap(kHashKeySite, kHashKeyName,
                                          blob->second, key.Mutable());
      !status.ok()) {
    return status;
  }
  // make_shared cannot reach the private constructor.
  return std::shared_ptr<const ApiKeyHasher>(new ApiKeyHasher(std::move(key)));
}

std::string ApiKeyHasher::Hash(absl::string_view api_key) const {
  return KeyedHash(key_.Reveal(), "api_key", kHashBytes).Add(api_key).Finish();
}

}  // namespace winnow
