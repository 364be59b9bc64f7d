// The keys of one site and everything made with them: sealed addresses and the
// keyed pseudonyms under which Redis may know authors, networks and contents.
//
// Immutable once opened; share it between threads. Nothing here prints, and no
// key leaves. Hashes that say who an author is or what was said are BLAKE2b
// (RFC 7693) with one key per purpose and a personalization string that keeps
// two uses of one key apart. Keys of indexes, which are cut short anyway, are
// SipHash-2-4 under keys derived from those. All of them are stored formats, so
// a change needs a new version.
//
// Cost: about 0.5 µs for BLAKE2b, 0.05 for SipHash, 1 µs to seal or open.

#ifndef WINNOW_SERVICE_PRIVACY_SITE_KEYS_H_
#define WINNOW_SERVICE_PRIVACY_SITE_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/base/random.h"
#include "service/base/uuid.h"
#include "service/comment/draft.h"
#include "service/comment/email_address.h"
#include "service/comment/seal.h"
#include "service/privacy/master_key.h"
#include "service/privacy/secret_bytes.h"

namespace winnow {

// Makes the random keys of a new site, wrapped: author, network, token, audit,
// fingerprint, and email.1, the first of the numbered keys that seal addresses
// (or a later number, where seals under earlier ones are about that nothing
// opens any more).
WrappedKeys CreateSiteKeys(const MasterKey& master, absl::string_view site,
                           Random& random, uint16_t first_email_key = 1);

// Adds the next email key to `wrapped`; new addresses are sealed under it once
// the keys are opened again, older ones still open. The other keys never
// rotate: a new author key would forget every ban.
// Errors: FailedPrecondition after key 65,535 or when `wrapped` has none.
absl::Status AddEmailKey(const MasterKey& master, absl::string_view site,
                         Random& random, WrappedKeys& wrapped);

// Name under which an email key is stored, as "email.2".
std::string EmailKeyName(uint16_t id);

// Id of the newest email key in `wrapped`; 0 where there is none.
uint16_t NewestEmailKey(const WrappedKeys& wrapped);

class SiteKeys {
 public:
  // Unwraps the keys of `site`.
  // Errors: FailedPrecondition naming a missing key; those of Unwrap().
  static absl::StatusOr<std::shared_ptr<const SiteKeys>> Open(
      const MasterKey& master, absl::string_view site,
      const WrappedKeys& wrapped);

  // Seals an address so that it opens for this site and comment only; its
  // length shows only as "under 128 bytes" or "more". No address: empty.
  // Returns: key id (2 bytes, big-endian), 24 bytes of nonce, 128 or 320
  // bytes of ciphertext, 16 bytes of tag.
  SealedEmail SealEmail(const EmailAddress& email, const Uuid& comment,
                        Random& random) const;

  // Opens what SealEmail() made. An empty seal gives an empty address.
  // Errors: NotFound for a key id this site does not have; Internal when the
  // seal belongs to another site or comment or was altered.
  absl::StatusOr<EmailAddress> OpenEmail(const SealedEmail& sealed,
                                         const Uuid& comment) const;

  // Id of the key that new seals get, and the one a seal was made with (0: the
  // seal is empty or too short); rotation re-seals where they differ.
  uint16_t email_key_id() const { return email_ids_.back(); }
  static uint16_t EmailKeyIdOf(const SealedEmail& sealed);

  // Returns the pseudonyms of an author: of the site's account id when there is
  // one, else of the address; an account id never equals an address.
  AuthorKeys MakeAuthorKeys(absl::string_view author_id,
                            const EmailAddress& email) const;

  // Returns the keyed hashes of an address and of its /24 or /64.
  // Input: 4 or 16 bytes, or none, which gives empty keys.
  NetworkKeys MakeNetworkKeys(const NetworkAddress& address) const;

  // Returns the pseudonym of a reader who reports comments, 17 bytes: of the
  // site's account id when there is one (its first byte is 1), else of the
  // address (2), of which an IPv6 one counts by its /48. It is neither an
  // author's key nor a network's. Nothing known: empty.
  std::string ReporterKey(absl::string_view account_id,
                          const NetworkAddress& address) const;

  // Returns the pseudonym that readers see: 8 characters of a–z and 2–7, from
  // which nothing follows about the stored author key. No author: empty.
  std::string AuthorHandle(absl::string_view exact_author_key) const;

  // Returns the author's right to change a comment, 22 base64url characters.
  // Derived, never stored; a higher version makes the older ones worthless.
  std::string EditToken(const Uuid& comment, uint32_t version) const;
  // Tells whether `token` is that token. Cost: constant time.
  bool IsEditToken(const Uuid& comment, uint32_t version,
                   absl::string_view token) const;

  // 16 bytes that are equal for equal content only: thread id, parent, name,
  // address as written, website and body.
  std::string ContentFingerprint(const Draft& draft) const;
  // 16 bytes in place of a caller's request id.
  std::string RequestKey(absl::string_view request_id) const;
  // 14 bytes: this author said exactly this in this thread.
  std::string BodyKey(absl::string_view exact_author_key,
                      absl::string_view thread_id,
                      absl::string_view body) const;
  // 8 bytes that differ when what is known of a thread does.
  std::string ThreadPrint(const ThreadInfo& thread) const;
  // Seeds of the near-duplicate sketch, so that nobody outside can make texts
  // that collide on purpose.
  std::pair<uint64_t, uint64_t> SketchSeeds() const;
  // A number of 0 to below 1 that belongs to a comment and that nobody outside
  // can tell: which ones are drawn as samples.
  double SampleNumber(const Uuid& comment) const;
  // 32 bytes over an audit record.
  std::string AuditDigest(absl::string_view record) const;
  // 32 bytes over the hash of an audit chain behind one of its records.
  std::string AuditCheckpoint(int64_t seq, absl::string_view head) const;

 private:
  enum Purpose : size_t { kAuthor, kNetwork, kToken, kAudit, kFingerprint };
  static constexpr size_t kPurposes = 5;
  // What short hashes are for; each has a key derived from that of a purpose.
  enum ShortUse : size_t { kHost, kSubnet, kHandle, kRequest, kBody, kThread };
  static constexpr size_t kShortUses = 6;

  SiteKeys(absl::string_view site, SecretBytes keys,
           std::vector<uint16_t> email_ids);
  std::span<const uint8_t> Key(size_t index) const;
  std::span<const uint8_t> ShortKey(ShortUse use) const;
  void DeriveShortKeys();

  std::string site_;
  // One key per purpose, one per element of email_ids_, in that order, and the
  // shorter ones of kShortUses.
  SecretBytes keys_;
  std::vector<uint16_t> email_ids_;  // ascending, never empty
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_SITE_KEYS_H_
