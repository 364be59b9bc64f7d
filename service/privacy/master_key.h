// The one secret that is not in Redis: it wraps the random keys of every site
// and does nothing else, so that it can be replaced by wrapping them again
// (key_rotation.h).
//
// Immutable once made; any thread may use it. Movable, not copyable.

#ifndef WINNOW_SERVICE_PRIVACY_MASTER_KEY_H_
#define WINNOW_SERVICE_PRIVACY_MASTER_KEY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/base/random.h"
#include "service/privacy/secret_bytes.h"

namespace winnow {

// Bytes of every symmetric key in Winnow.
inline constexpr size_t kKeyBytes = 32;

// Keys of one site as Redis stores them: name to wrapped blob.
using WrappedKeys = std::map<std::string, std::string>;

class MasterKey {
 public:
  // Reads the key from a file of 32 raw bytes or 43 base64url characters (a
  // line end may follow these).
  // Errors: InvalidArgument, NotFound or PermissionDenied naming the file and
  // what to do; among them a file that group or others may read.
  static absl::StatusOr<MasterKey> FromFile(const std::string& path);

  // Takes over a key that is in memory already.
  // Errors: InvalidArgument unless there are kKeyBytes bytes.
  static absl::StatusOr<MasterKey> FromBytes(std::span<const uint8_t> bytes);

  // Lets this key also open what `old` wrapped, while a rotation goes over from
  // one to the other. Wrap() never uses `old`.
  void AlsoOpen(MasterKey old) { old_ = std::move(old.key_); }

  // Tells whether `blob` was wrapped under this key itself: for the same site
  // and name, not under the old key, and not altered since.
  bool HasWrapped(absl::string_view site, absl::string_view name,
                  absl::string_view blob) const;

  // Wraps a key under XChaCha20-Poly1305, bound to `site` and `name`.
  // Returns: version byte 1, 24 bytes of nonce, the sealed key, 16 bytes of
  // tag.
  std::string Wrap(absl::string_view site, absl::string_view name,
                   std::span<const uint8_t> key, Random& random) const;

  // Unwraps what Wrap() made for the same site and name into `key`.
  // Errors: InvalidArgument naming site and key when the blob was made under
  // another master key, for another site or name, or was altered.
  absl::Status Unwrap(absl::string_view site, absl::string_view name,
                      absl::string_view blob, std::span<uint8_t> key) const;

 private:
  explicit MasterKey(SecretBytes key) : key_(std::move(key)) {}

  SecretBytes key_;
  std::optional<SecretBytes> old_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_MASTER_KEY_H_
