#include "service/server/exposition.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <memory>

#include "absl/strings/numbers.h"

namespace winnow {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) / 1e6;
}

double CpuSeconds() {
  struct rusage used;
  if (getrusage(RUSAGE_SELF, &used) != 0) return 0;
  return Seconds(used.ru_utime) + Seconds(used.ru_stime);
}

// The second number of /proc/self/statm, in pages; 0 where there is none.
double ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t whole = 0;
  int64_t resident = 0;
  file >> whole >> resident;
  return static_cast<double>(resident) *
         static_cast<double>(sysconf(_SC_PAGESIZE));
}

// The series of one site.
struct SiteSeries {
  Gauge* policy_revision;
  Gauge* usable;
  Gauge* audit_failing;
  Gauge* busiest_network;
  Gauge* unusable_address;
};

SiteSeries MakeSeries(const std::string& site, Metrics& metrics) {
  const Metrics::Labels labels = {{"site", site}};
  return {
      .policy_revision = &metrics.MakeGauge(
          "winnow_policy_revision",
          "Revision of the policy that this server decides with.", labels),
      .usable = &metrics.MakeGauge(
          "winnow_site_usable",
          "0 while policy or lists cannot be used and every comment is "
          "held.",
          labels),
      .audit_failing = &metrics.MakeGauge(
          "winnow_audit_failing",
          "1 while the audit chain gets no checkpoints.", labels),
      .busiest_network = &metrics.MakeGauge(
          "winnow_busiest_network_ratio",
          "Share of this server's comments of the last half day or more "
          "from the busiest network; 0 before there are 100.",
          labels),
      .unusable_address = &metrics.MakeGauge(
          "winnow_unusable_address_ratio",
          "Share of the same with an address that is no reader's.", labels)};
}

}  // namespace

void ExposeServer(const std::string& version, const std::string& model_revision,
                  absl::Time start, WorkerPool& workers, Metrics& metrics) {
  metrics
      .MakeGauge("winnow_build_info", "1; the label says which version runs.",
                 {{"version", version}})
      .Set(1);
  metrics
      .MakeGauge("winnow_model_info",
                 "1; the label says which model gives scores, empty for none.",
                 {{"revision", model_revision}})
      .Set(1);
  metrics
      .MakeGauge("process_start_time_seconds",
                 "When the process began to serve, since 1970.")
      .Set(absl::ToDoubleSeconds(start - absl::UnixEpoch()));
  metrics.BeforeExpose(
      [&workers,
       &queued = metrics.MakeGauge("winnow_work_queued",
                                   "Calls that wait for a worker thread."),
       &cpu = metrics.MakeCounter("process_cpu_seconds_total",
                                  "CPU time of the process."),
       &resident = metrics.MakeGauge("process_resident_memory_bytes",
                                     "Memory of the process in RAM.")] {
        queued.Set(static_cast<double>(workers.queue_length()));
        const double more = CpuSeconds() - cpu.Value();
        if (more > 0) cpu.Increment(more);
        resident.Set(ResidentBytes());
      });
}

void ExposeSites(LiveSites& sites, const ArrivalTally& arrivals,
                 const AuditCheckpoints& audit, Clock& clock,
                 Metrics& metrics) {
  metrics.BeforeExpose(
      [&sites, &arrivals, &audit, &clock, &metrics,
       series = std::make_shared<std::map<std::string, SiteSeries>>()] {
        for (const std::shared_ptr<const LiveSite>& live : sites.All()) {
          const std::string& site = live->site.id;
          auto at = series->find(site);
          if (at == series->end()) {
            if (series->size() >= kExposedSitesMax) continue;
            at = series->emplace(site, MakeSeries(site, metrics)).first;
          }
          int64_t revision = 0;
          if (!absl::SimpleAtoi(live->site.policy_revision, &revision)) {
            revision = 0;
          }
          at->second.policy_revision->Set(static_cast<double>(revision));
          at->second.usable->Set(live->usable ? 1 : 0);
          at->second.audit_failing->Set(audit.IsFailing(site) ? 1 : 0);
          const ArrivalShares shares = arrivals.Of(site, clock.Now());
          const bool told = shares.comments >= kArrivalsTold;
          at->second.busiest_network->Set(told ? shares.busiest_network : 0);
          at->second.unusable_address->Set(told ? shares.unusable_address : 0);
        }
      });
}

}  // namespace winnow
