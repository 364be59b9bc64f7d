// Checks an audit chain, record by record.
//
// Each record has a keyed digest, and the chain's hash behind it is SHA-1 of
// "hash before | number | digest", so a record that was changed, taken out or
// put in shows in every hash behind it. Checkpoints, under the same key, say
// what the hash was at a number; they also tell where to begin once the oldest
// records are no longer kept. Nothing of this shows a tail that was cut off
// with the end rewritten to match, nor a chain renumbered and hashed anew with
// all checkpoints taken out: only a head kept elsewhere does.

#ifndef WINNOW_SERVICE_MODERATION_AUDIT_CHAIN_H_
#define WINNOW_SERVICE_MODERATION_AUDIT_CHAIN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "service/privacy/site_keys.h"
#include "service/store/audit_store.h"

namespace winnow {

// How far a check has come; a caller may keep it and go on later.
struct AuditProgress {
  std::string cursor;     // of the last entry read
  int64_t first_seq = 0;  // the first record kept; 0: none yet
  int64_t seq = 0;        // the last one read
  std::string head;       // the chain's hash there; empty while not known
  int64_t records = 0;
  int64_t checkpoints = 0;
};

// One line for a page token. Absent for a line that EncodeProgress() never
// made.
std::string EncodeProgress(const AuditProgress& progress);
std::optional<AuditProgress> DecodeProgress(absl::string_view line);

// The chain's hash behind a record: 40 hexadecimal digits.
// Input: the hash before it, empty for the first record.
std::string ChainHash(absl::string_view before, int64_t seq,
                      absl::string_view digest);

// A head that somebody kept.
struct KnownHead {
  int64_t seq = 0;
  std::string head;
};

// What does not fit, in a sentence, and the first record it concerns.
struct AuditProblem {
  std::string what;
  int64_t seq = 0;
};

// Not shared between threads.
class AuditChain {
 public:
  // Goes on from `progress`. `keys` must outlive this object.
  AuditChain(const SiteKeys& keys, AuditProgress progress,
             std::optional<KnownHead> known);

  // Takes the next entry; says what does not fit. Nothing may be taken behind
  // a problem. Cost: 1 µs.
  std::optional<AuditProblem> Take(const ChainEntry& entry);

  // Compares the end reached with what the store says it is.
  std::optional<AuditProblem> Finish(const AuditEnd& end) const;

  const AuditProgress& progress() const { return progress_; }

 private:
  std::optional<AuditProblem> TakeRecord(const ChainEntry& entry);
  std::optional<AuditProblem> TakeCheckpoint(const ChainEntry& entry);
  std::optional<AuditProblem> CompareKnown() const;

  const SiteKeys& keys_;
  AuditProgress progress_;
  const std::optional<KnownHead> known_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_AUDIT_CHAIN_H_
