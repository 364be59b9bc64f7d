#include "service/privacy/site_keys.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "service/base/bytes.h"
#include "service/privacy/crypto.h"

namespace winnow {
namespace {

// Stored names of the keys that do not rotate, in the order of Purpose.
constexpr absl::string_view kPurposeNames[] = {"author", "network", "token",
                                               "audit", "fingerprint"};
constexpr absl::string_view kEmailPrefix = "email.";
constexpr size_t kKeyIdBytes = 2;

// Two sizes only, so that a stored seal says next to nothing about its address;
// 320 is the first multiple of 64 past the longest one and its padding.
constexpr size_t kPaddedBytes = 128;
constexpr size_t kPaddedLongBytes = 320;
// ISO/IEC 7816-4: this, then zeros.
constexpr uint8_t kPaddingMark = 0x80;

// Absent for any name but "email.N" with N from 1 to 65,535, spelled plainly.
std::optional<uint16_t> ParseEmailKeyName(absl::string_view name) {
  uint32_t id = 0;
  if (!absl::ConsumePrefix(&name, kEmailPrefix) ||
      !absl::SimpleAtoi(name, &id) || id == 0 ||
      id > std::numeric_limits<uint16_t>::max() || absl::StrCat(id) != name) {
    return std::nullopt;
  }
  return static_cast<uint16_t>(id);
}

std::vector<uint16_t> EmailKeyIds(const WrappedKeys& wrapped) {
  std::vector<uint16_t> ids;
  for (const auto& [name, blob] : wrapped) {
    if (const auto id = ParseEmailKeyName(name)) ids.push_back(*id);
  }
  // The map sorts 10 before 2.
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string WrapRandomKey(const MasterKey& master, absl::string_view site,
                          absl::string_view name, Random& random) {
  SecretBytes key(kKeyBytes);
  random.Fill(key.Mutable());
  return master.Wrap(site, name, key.Reveal(), random);
}

// Moving a seal to another comment would show one reader's address under
// another's name; binding makes that fail instead.
std::string BoundTo(absl::string_view site, const Uuid& comment,
                    uint16_t key_id) {
  return absl::StrCat("winnow.email.v1|", site, "|", comment.ToString(), "|",
                      key_id);
}

}  // namespace

std::string EmailKeyName(uint16_t id) { return absl::StrCat(kEmailPrefix, id); }

uint16_t NewestEmailKey(const WrappedKeys& wrapped) {
  const std::vector<uint16_t> ids = EmailKeyIds(wrapped);
  return ids.empty() ? 0 : ids.back();
}

WrappedKeys CreateSiteKeys(const MasterKey& master, absl::string_view site,
                           Random& random, uint16_t first_email_key) {
  WrappedKeys wrapped;
  for (const absl::string_view name : kPurposeNames) {
    wrapped[std::string(name)] = WrapRandomKey(master, site, name, random);
  }
  const std::string email = EmailKeyName(first_email_key);
  wrapped[email] = WrapRandomKey(master, site, email, random);
  return wrapped;
}

absl::Status AddEmailKey(const MasterKey& master, absl::string_view site,
                         Random& random, WrappedKeys& wrapped) {
  const std::vector<uint16_t> ids = EmailKeyIds(wrapped);
  if (ids.empty() || ids.back() == std::numeric_limits<uint16_t>::max()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "site ", site, " has no email key to follow, or 65,535 of them"));
  }
  const std::string name = EmailKeyName(static_cast<uint16_t>(ids.back() + 1));
  wrapped[name] = WrapRandomKey(master, site, name, random);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const SiteKeys>> SiteKeys::Open(
    const MasterKey& master, absl::string_view site,
    const WrappedKeys& wrapped) {
  std::vector<uint16_t> email_ids = EmailKeyIds(wrapped);
  std::vector<std::string> names(std::begin(kPurposeNames),
                                 std::end(kPurposeNames));
  // Without any email key the first one is what is missing.
  if (email_ids.empty()) email_ids.push_back(1);
  for (const uint16_t id : email_ids) names.push_back(EmailKeyName(id));

  SecretBytes keys(names.size() * kKeyBytes + kShortUses * kShortKeyBytes);
  for (size_t i = 0; i < names.size(); ++i) {
    const auto blob = wrapped.find(names[i]);
    if (blob == wrapped.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("site ", site, " has no key ", names[i]));
    }
    if (absl::Status status =
            master.Unwrap(site, names[i], blob->second,
                          keys.Mutable().subspan(i * kKeyBytes, kKeyBytes));
        !status.ok()) {
      return status;
    }
  }
  // make_shared cannot reach the private constructor.
  return std::shared_ptr<const SiteKeys>(
      new SiteKeys(site, std::move(keys), std::move(email_ids)));
}

SiteKeys::SiteKeys(absl::string_view site, SecretBytes keys,
                   std::vector<uint16_t> email_ids)
    : site_(site), keys_(std::move(keys)), email_ids_(std::move(email_ids)) {
  DeriveShortKeys();
}

std::span<const uint8_t> SiteKeys::Key(size_t index) const {
  return keys_.Reveal().subspan(index * kKeyBytes, kKeyBytes);
}

SealedEmail SiteKeys::SealEmail(const EmailAddress& email, const Uuid& comment,
                                Random& random) const {
  if (email.empty()) return {};
  const absl::string_view plain = email.Reveal();
  std::array<uint8_t, kPaddedLongBytes> padded;
  std::copy(plain.begin(), plain.end(), padded.begin());
  // Padding takes at least one byte. It is sodium_pad()'s, which hides in its
  // time how long a text is, at the price of a comparison a byte.
  const size_t size =
      plain.size() < kPaddedBytes ? kPaddedBytes : kPaddedLongBytes;
  std::fill(padded.begin() + plain.size(), padded.begin() + size, 0);
  padded[plain.size()] = kPaddingMark;

  SealedEmail sealed;
  AppendBigEndian16(email_key_id(), sealed.bytes);
  sealed.bytes += Seal(Key(kPurposes + email_ids_.size() - 1),
                       BoundTo(site_, comment, email_key_id()),
                       {padded.data(), size}, random);
  sodium_memzero(padded.data(), size);
  return sealed;
}

absl::StatusOr<EmailAddress> SiteKeys::OpenEmail(const SealedEmail& sealed,
                                                 const Uuid& comment) const {
  if (sealed.bytes.empty()) return EmailAddress();
  const uint16_t id = EmailKeyIdOf(sealed);
  const auto found = std::lower_bound(email_ids_.begin(), email_ids_.end(), id);
  if (found == email_ids_.end() || *found != id) {
    return absl::NotFoundError(absl::StrCat(
        "site ", site_, " has no email key ", id, " to open an address with"));
  }
  const absl::string_view rest =
      absl::string_view(sealed.bytes).substr(kKeyIdBytes);
  const size_t size = rest.size() == kPaddedBytes + kSealOverheadBytes
                          ? kPaddedBytes
                          : kPaddedLongBytes;
  std::array<uint8_t, kPaddedLongBytes> padded;
  size_t plain_size = 0;
  absl::StatusOr<EmailAddress> email = absl::InternalError(
      "a sealed address does not belong to this comment, or was altered");
  if (Unseal(Key(kPurposes + static_cast<size_t>(found - email_ids_.begin())),
             BoundTo(site_, comment, id), rest, {padded.data(), size}) &&
      sodium_unpad(&plain_size, padded.data(), size, size) == 0) {
    email = EmailAddress::Parse(AsText({padded.data(), plain_size}));
  }
  sodium_memzero(padded.data(), padded.size());
  return email;
}

uint16_t SiteKeys::EmailKeyIdOf(const SealedEmail& sealed) {
  if (sealed.bytes.size() < kKeyIdBytes) return 0;
  return static_cast<uint16_t>(
      ReadBigEndian(absl::string_view(sealed.bytes).substr(0, kKeyIdBytes)));
}

}  // namespace winnow
