// The seam to where audit chains are kept: one for each site, of records that
// nobody can change or take out without its showing. service/docs/redis.md says
// how it is stored, moderation/audit_chain.h how it is checked.
//
// All methods are safe to call from many threads and block; they belong on
// worker threads. Errors everywhere: Unavailable while the store cannot be
// reached.
#ifndef WINNOW_SERVICE_STORE_AUDIT_STORE_H_
#define WINNOW_SERVICE_STORE_AUDIT_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace winnow {

// An entry of the chain: a record, or a checkpoint, which has no number of its
// own but stands behind the record whose number it names.
struct ChainEntry {
  std::string cursor;  // where it stands; opaque
  int64_t seq = 0;
  absl::Time time;     // by the store's clock
  std::string digest;  // of a record: 32 bytes under the site's audit key
  std::string record;
  std::string head;        // of a checkpoint: the chain's hash there
  std::string checkpoint;  // and 32 bytes over number and hash, likewise

  bool is_checkpoint() const { return !checkpoint.empty(); }
};

// The end of a chain, and its last checkpoint.
struct AuditEnd {
  int64_t seq = 0;   // 0: nothing was changed yet
  std::string head;  // 40 hexadecimal digits; empty likewise
  int64_t checked_seq = 0;
  absl::Time checked_time;
};

class AuditStore {
 public:
  virtual ~AuditStore() = default;

  // Reads entries, oldest first, and the chain's end at the same moment.
  // Input: the cursor of the entry before, empty for the beginning; at most
  // 1,000 entries.
  // Errors: NotFound for an unknown site.
  struct Page {
    AuditEnd end;
    std::vector<ChainEntry> entries;  // fewer than asked: no more now
  };
  virtual absl::StatusOr<Page> Read(const std::string& site,
                                    const std::string& after, int limit) = 0;

  // Adds a checkpoint behind the end. Safe to repeat.
  // Errors: Aborted when that is the end no longer.
  virtual absl::Status AddCheckpoint(const std::string& site,
                                     const AuditEnd& end,
                                     const std::string& checkpoint) = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_AUDIT_STORE_H_
