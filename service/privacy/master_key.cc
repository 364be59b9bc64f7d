#include "service/privacy/master_key.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/base/bytes.h"
#include "service/base/file.h"
#include "service/base/wipe.h"
#include "service/privacy/crypto.h"

namespace winnow {
namespace {

constexpr char kWrapVersion = 1;
// Room for the key as text with a line end, and for seeing that it is longer.
constexpr size_t kFileBytesMax = 64;

// "|" cannot stand in a site's id or a key's name, so the parts are
// unambiguous.
std::string BoundTo(absl::string_view site, absl::string_view name) {
  return absl::StrCat("winnow.key.v1|", site, "|", name);
}

bool Opens(const SecretBytes& master, absl::string_view site,
           absl::string_view name, absl::string_view blob,
           std::span<uint8_t> key) {
  const absl::string_view version(&kWrapVersion, 1);
  return absl::StartsWith(blob, version) &&
         Unseal(master.Reveal(), BoundTo(site, name), blob.substr(1), key);
}

}  // namespace

absl::StatusOr<MasterKey> MasterKey::FromFile(const std::string& path) {
  absl::StatusOr<std::string> content = ReadSecretFile(path, kFileBytesMax);
  if (!content.ok()) return content.status();
  std::optional<std::string> decoded;
  if (content->size() != kKeyBytes) {
    decoded = ParseBase64Url(absl::StripTrailingAsciiWhitespace(*content));
  }
  absl::StatusOr<MasterKey> key =
      FromBytes(AsBytes(decoded.has_value() ? *decoded : *content));
  Wipe(*content);
  if (decoded.has_value()) Wipe(*decoded);
  if (key.ok()) return key;
  return absl::InvalidArgumentError(absl::StrCat(
      path, " is not a master key: it must hold 32 random bytes, raw or as 43 ",
      "base64url characters; put the backup of the key back, or for a new ",
      "installation make one with: (umask 077; head -c 32 /dev/urandom > ",
      path, ")"));
}

absl::StatusOr<MasterKey> MasterKey::FromBytes(std::span<const uint8_t> bytes) {
  if (bytes.size() != kKeyBytes) {
    return absl::InvalidArgumentError("a master key has 32 bytes");
  }
  SecretBytes key(kKeyBytes);
  std::copy(bytes.begin(), bytes.end(), key.Mutable().begin());
  return MasterKey(std::move(key));
}

std::string MasterKey::Wrap(absl::string_view site, absl::string_view name,
                            std::span<const uint8_t> key,
                            Random& random) const {
  return absl::StrCat(absl::string_view(&kWrapVersion, 1),
                      Seal(key_.Reveal(), BoundTo(site, name), key, random));
}

bool MasterKey::HasWrapped(absl::string_view site, absl::string_view name,
                           absl::string_view blob) const {
  SecretBytes opened(kKeyBytes);
  return Opens(key_, site, name, blob, opened.Mutable());
}

absl::Status MasterKey::Unwrap(absl::string_view site, absl::string_view name,
                               absl::string_view blob,
                               std::span<uint8_t> key) const {
  if (Opens(key_, site, name, blob, key) ||
      (old_ && Opens(*old_, site, name, blob, key))) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "key ", name, " of site ", site,
      " does not open: it was made under another master key, or was altered; ",
      "start with the master key that belongs to this Redis"));
}

}  // namespace winnow
