// What the server as a whole shows in metrics: what it is, what it costs, and
// which revisions of what operators make are in force here. Everything that is
// named must outlive `metrics`.
#ifndef WINNOW_SERVICE_SERVER_EXPOSITION_H_
#define WINNOW_SERVICE_SERVER_EXPOSITION_H_

#include <string>

#include "absl/time/time.h"
#include "service/base/clock.h"
#include "service/base/metrics.h"
#include "service/base/worker_pool.h"
#include "service/intake/arrival_tally.h"
#include "service/intake/live_sites.h"
#include "service/moderation/audit.h"

namespace winnow {

// Sites that have series; of the others `winnow status` tells.
inline constexpr size_t kExposedSitesMax = 1000;

// Version, model and start, and what the process uses of the machine under the
// names that Prometheus' own libraries give these.
void ExposeServer(const std::string& version, const std::string& model_revision,
                  absl::Time start, WorkerPool& workers, Metrics& metrics);

// Of each site that this server has loaded: the policy's revision, whether it
// can be used, whether its audit chain gets checkpoints, and how many of its
// comments come from one network.
void ExposeSites(LiveSites& sites, const ArrivalTally& arrivals,
                 const AuditCheckpoints& audit, Clock& clock, Metrics& metrics);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_EXPOSITION_H_
