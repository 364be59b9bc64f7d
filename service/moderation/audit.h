// A site's audit chain: reading it, checking it, and the checkpoints in it.
// Records are appended by the functions that make the changes; see
// audit_chain.h for what the chain proves.
//
// Thread-safe. Everything blocks; it belongs on worker threads.

#ifndef WINNOW_SERVICE_MODERATION_AUDIT_H_
#define WINNOW_SERVICE_MODERATION_AUDIT_H_

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/base/periodic_thread.h"
#include "service/intake/live_sites.h"
#include "service/moderation/audit_chain.h"
#include "service/moderation/history.h"
#include "service/store/audit_store.h"

namespace winnow {

class Audit {
 public:
  // Both must outlive this object.
  Audit(AuditStore& store, LiveSites& sites) : store_(store), sites_(sites) {}

  // Errors everywhere: NotFound for an unknown site; those of the stores.

  // Checks up to 10,000 records from `progress` on.
  // Errors: InvalidArgument for a known head older than the first record kept.
  // Cost: 10 ms for 10,000 records, and ten reads.
  struct Checked {
    AuditProgress progress;
    std::optional<AuditProblem> problem;
    bool at_end = false;
  };
  absl::StatusOr<Checked> Check(const std::string& site, AuditProgress progress,
                                const std::optional<KnownHead>& known);

  absl::StatusOr<AuditEnd> End(const std::string& site);

  // The records behind `cursor` (empty: from the beginning), oldest first.
  struct Records {
    std::vector<HistoryRecord> records;
    std::string next;  // empty: no more now
  };
  absl::StatusOr<Records> Read(const std::string& site,
                               const std::string& cursor, int limit);

  // Adds a checkpoint if one is due: a minute or 1,000 records after the last,
  // if anything was recorded since. Another server may have been first.
  absl::Status AddCheckpoint(const LiveSite& live, absl::Time now);

 private:
  AuditStore& store_;
  LiveSites& sites_;
};

// Keeps the chains of all sites that this server knows in checkpoints.
class AuditCheckpoints {
 public:
  // All must outlive this object.
  AuditCheckpoints(Audit& audit, LiveSites& sites, Clock& clock);

  // Whether the last attempt to keep a site's chain failed, for other reasons
  // than that Redis is away. Any thread.
  bool IsFailing(const std::string& site) const;

 private:
  void Look();

  Audit& audit_;
  LiveSites& sites_;
  Clock& clock_;
  mutable std::mutex mutex_;
  std::set<std::string> failing_;  // Guarded by mutex_.
  PeriodicThread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_AUDIT_H_
