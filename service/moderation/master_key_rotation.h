// Wraps the keys of all sites, and the one that API keys are hashed under, with
// the master key that winnowd was started with, after an old one.
//
// Thread-safe. Blocks: belongs on worker threads.
#ifndef WINNOW_SERVICE_MODERATION_MASTER_KEY_ROTATION_H_
#define WINNOW_SERVICE_MODERATION_MASTER_KEY_ROTATION_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "service/base/random.h"
#include "service/comment/principal.h"
#include "service/privacy/master_key.h"
#include "service/store/site_store.h"

namespace winnow {

struct MasterKeyProgress {
  int64_t sites = 0;      // wrapped again in this step, and read back
  int64_t remaining = 0;  // under the old key still; 0: nothing needs it
};

class MasterKeyRotation {
 public:
  // All must outlive this object.
  MasterKeyRotation(SiteStore& store, const MasterKey& master, Random& random)
      : store_(store), master_(master), random_(random) {}

  // Takes a step, of up to 100 sites; repeat until nothing remains. What
  // another server wraps at the same time is left to it. Idempotent. Errors:
  // those of the store; FailedPrecondition naming a site whose keys open under
  // neither master key, after all others were seen to; DataLoss when what was
  // read back is not what was written.
  absl::StatusOr<MasterKeyProgress> Step(const Principal& who);

 private:
  enum class Outcome { kIsWrapped, kWrapped, kLater };
  absl::StatusOr<Outcome> WrapSite(const std::string& site, bool may_write);
  absl::StatusOr<Outcome> WrapHashKey(bool may_write);

  SiteStore& store_;
  const MasterKey& master_;
  Random& random_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_MODERATION_MASTER_KEY_ROTATION_H_
