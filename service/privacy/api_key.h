// API keys: what a caller shows, and the hash that is all Winnow stores of it.
//
// A key is shown once, when it is made. Finding a caller means hashing the key
// and looking the hash up, so no table of keys exists anywhere.

#ifndef WINNOW_SERVICE_PRIVACY_API_KEY_H_
#define WINNOW_SERVICE_PRIVACY_API_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/base/random.h"
#include "service/privacy/master_key.h"
#include "service/privacy/secret_bytes.h"

namespace winnow {

// Makes the key of a publishing site: 12 characters of [A-Za-z0-9], 71 bits;
// Akismet's clients refuse any other length.
std::string MakeSiteApiKey(Random& random);

// Makes the key of a moderator or an operator: "wk_" and 43 base64url
// characters, 256 bits.
std::string MakePersonApiKey(Random& random);

// Makes the public id under which a key is listed, named in history and
// revoked: 10 characters of a–z and 2–7.
std::string MakeApiKeyId(Random& random);

// Tells whether `text` has the shape of one of the two kinds of key; anything
// else is refused before it costs a hash.
bool IsApiKeyShape(absl::string_view text);

// Compares secrets without telling by its duration where they differ; the
// length is not kept secret.
bool ConstantTimeEqual(absl::string_view a, absl::string_view b);

// The pseudo-site whose only key is the one that API keys are hashed under.
inline constexpr absl::string_view kHashKeySite = "!";

// Makes the wrapped key of the pseudo-site "!", named api_key, under which all
// API keys are hashed.
WrappedKeys CreateApiKeyHashKey(const MasterKey& master, Random& random);

// Hashes API keys. Immutable; any thread may use it.
class ApiKeyHasher {
 public:
  // Errors: FailedPrecondition when `wrapped` has no api_key; those of
  // MasterKey::Unwrap().
  static absl::StatusOr<std::shared_ptr<const ApiKeyHasher>> Open(
      const MasterKey& master, const WrappedKeys& wrapped);

  // Returns the 32 bytes stored in place of the key (keyed BLAKE2b-256).
  // Cost: about 0.3 µs.
  std::string Hash(absl::string_view api_key) const;

 private:
  explicit ApiKeyHasher(SecretBytes key) : key_(std::move(key)) {}

  SecretBytes key_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_API_KEY_H_
