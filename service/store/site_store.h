// What Winnow keeps of sites and API keys. Blocks its caller: for start-up,
// for worker threads and for a site's first call, never for a gRPC thread.
// Any thread may use it. Errors everywhere: those of CommentStore.
#ifndef WINNOW_SERVICE_STORE_SITE_STORE_H_
#define WINNOW_SERVICE_STORE_SITE_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/time/time.h"
#include "service/comment/circumstances.h"
#include "service/comment/principal.h"

namespace winnow {

// A site as stored. Settings and policy are text that api/ writes and reads.
struct SiteRecord {
  std::string id;
  // Grows with every change of settings, policy, lists, bans or keys; each
  // gather returns it, so that a cached site knows when it is stale.
  int64_t revision = 0;
  // title, settings, policy, policy-revision, created (milliseconds).
  std::map<std::string, std::string> fields;
  std::map<std::string, std::string> wrapped_keys;

  // A field's text; empty when there is none.
  std::string Field(const std::string& name) const {
    const auto at = fields.find(name);
    return at == fields.end() ? "" : at->second;
  }
  // A field as a number; 0 when it is none.
  int64_t Number(const std::string& name) const {
    int64_t number = 0;
    return absl::SimpleAtoi(Field(name), &number) ? number : 0;
  }
};

// One revision of a site's policy, without its text.
struct PolicyRevision {
  int64_t number = 0;
  absl::Time time;
  std::string key_id;
  std::string key_name;  // at that time
  std::string policy_name;
  int64_t rollback_of = 0;  // the revision it repeats; 0: none
};

inline constexpr int kPolicyRevisionsMax = 100;  // the newest are kept

// A policy that becomes the live one.
struct PolicyChange {
  std::string site;
  int64_t expected_site_revision = 0;
  std::optional<int64_t> expected_policy_revision;
  std::string request_key;  // 16 bytes; empty: no request id
  PolicyRevision revision;  // number: the live one's and 1
  std::string text;
  std::string digest;  // of the audit record
  std::string record;
};

struct PolicyChanged {
  int64_t site_revision = 0;
  int64_t policy_revision = 0;
};

inline constexpr size_t kShadowExamplesMax = 100;  // of each kind of change

// What one shadow of a site said; service/docs/redis.md names the fields.
struct ShadowCounts {
  std::string site;
  std::string key;
  std::map<std::string, int64_t> counts;
  // Records by kind of change, newest last when added and first when read.
  std::map<std::string, std::vector<std::string>> examples;
};

class SiteStore {
 public:
  virtual ~SiteStore() = default;

  // Errors: NotFound.
  virtual absl::StatusOr<SiteRecord> Get(const std::string& site) = 0;

  // A site's present revision alone. Cost: one small read.
  // Errors: NotFound.
  virtual absl::StatusOr<int64_t> Revision(const std::string& site) = 0;

  // Errors: AlreadyExists.
  virtual absl::Status Create(const SiteRecord& site) = 0;

  // Writes some of a site's fields with the audit record of the change, and
  // answers the new revision. Errors: NotFound; Aborted when the site is no
  // longer at the expected revision.
  virtual absl::StatusOr<int64_t> Change(
      const std::string& site, std::optional<int64_t> expected_revision,
      const std::map<std::string, std::string>& fields,
      const std::string& digest, const std::string& record) = 0;

  // Makes a policy live and keeps it as a revision, with the audit record. A
  // request key seen within 7 days answers what it did then.
  // Errors: NotFound; Aborted when the site or its policy is no longer at the
  // expected revision; AlreadyExists when the request key had another text.
  virtual absl::StatusOr<PolicyChanged> ApplyPolicy(
      const PolicyChange& change) = 0;

  // The text of one kept revision. Errors: NotFound.
  virtual absl::StatusOr<std::string> PolicyText(const std::string& site,
                                                 int64_t revision) = 0;

  // The kept revisions, newest first; not the one a site was made with.
  virtual absl::StatusOr<std::vector<PolicyRevision>> PolicyRevisions(
      const std::string& site) = 0;

  // Adds to what is kept. Idempotent: no.
  virtual absl::Status AddShadowCounts(const ShadowCounts& counts) = 0;

  // What is kept under a key: nothing for one that nobody added to.
  virtual absl::StatusOr<ShadowCounts> ReadShadowCounts(const std::string& site,
                                                        const std::string& key,
                                                        int examples_max) = 0;

  // Every site's id, sorted. Cost: one call for all; meant for hundreds.
  virtual absl::StatusOr<std::vector<std::string>> List() = 0;

  // Sets how a thread takes comments, with the audit record of the change; a
  // thread not seen yet is made.
  virtual absl::Status SetThreadMode(const std::string& site,
                                     const std::string& thread_key,
                                     const std::string& thread_id,
                                     ThreadMode mode, const std::string& digest,
                                     const std::string& record) = 0;

  // All API keys, revoked ones too.
  virtual absl::StatusOr<std::vector<KeyRecord>> Keys() = 0;

  // Grows with every change of the table of keys.
  virtual absl::StatusOr<int64_t> KeysRevision() = 0;

  // Adds a key. Idempotent. Errors: AlreadyExists when the table must be empty
  // and is not.
  virtual absl::Status AddKey(const KeyRecord& key, bool into_empty_table) = 0;

  // Replaces a key by another record of the same id. Idempotent.
  // Errors: Aborted when somebody changed it meanwhile.
  virtual absl::Status ReplaceKey(const KeyRecord& old_key,
                                  const KeyRecord& new_key) = 0;

  // The wrapped key that hashes API keys: kept unless one is there already;
  // answers the one that is kept.
  virtual absl::StatusOr<std::map<std::string, std::string>> KeepHashKey(
      const std::map<std::string, std::string>& wrapped) = 0;

  // Why wrapped keys are replaced: the same ones under another master key, or
  // others because nothing opens them any more. The latter keeps a site's
  // aside and ends a rotation of its email key; with the key that hashes API
  // keys go all API keys.
  enum class KeyChange { kWrappedAgain, kLost };

  // Puts wrapped keys in the place of a site's. Idempotent.
  // Errors: Aborted when they are no longer `before`.
  virtual absl::Status ReplaceSiteKeys(
      const std::string& site, const std::map<std::string, std::string>& before,
      const std::map<std::string, std::string>& after, KeyChange why) = 0;

  // The same of the wrapped key that hashes API keys.
  virtual absl::Status ReplaceHashKey(
      const std::map<std::string, std::string>& before,
      const std::map<std::string, std::string>& after, KeyChange why) = 0;

  // A site's wrapped keys that were lost: by name, `@` and when they were
  // replaced, in ms.
  virtual absl::StatusOr<std::map<std::string, std::string>> LostKeys(
      const std::string& site) = 0;

  // Puts a lost key among the site's again. Idempotent.
  // Input: `lost`, as LostKeys() has it; its name, and it wrapped anew.
  // Errors: FailedPrecondition while a rotation of the email key is under way;
  // Aborted when it is not lost any more, or there is one of this name.
  virtual absl::Status BringBackKey(const std::string& site,
                                    const std::string& lost,
                                    const std::string& name,
                                    const std::string& wrapped) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_SITE_STORE_H_
