#include "service/moderation/queue_alarms.h"

#include <algorithm>
#include <utility>

#include "service/base/log.h"

namespace winnow {
namespace {

// Of held_max, where a site sets no other number.
constexpr double kShareOfHeldMax = 0.8;
// Sites that are not loaded, in one look.
constexpr int kOthersPerLook = 20;

// Counters only grow; another server's look may be older than ours.
void RaiseTo(int64_t total, Counter& counter) {
  const double more = static_cast<double>(total) - counter.Value();
  if (more > 0) counter.Increment(more);
}

}  // namespace

int64_t HeldLimit(const SiteSettings& settings) {
  // Past held_max nothing comes in any more.
  if (settings.queue_alarm_held > 0) {
    return std::min(settings.queue_alarm_held, settings.held_max);
  }
  return std::max<int64_t>(
      1, static_cast<int64_t>(static_cast<double>(settings.held_max) *
                              kShareOfHeldMax));
}

QueueAlarms::QueueAlarms(QueueWatchStore& store, SiteStore& site_store,
                         LiveSites& sites, ReadSettings read_settings,
                         Metrics& metrics, absl::Duration pause)
    : store_(store),
      site_store_(site_store),
      sites_(sites),
      read_settings_(std::move(read_settings)),
      metrics_(metrics),
      thread_(pause, [this] { Look(); }) {}

void QueueAlarms::Look() {
  for (const std::shared_ptr<const LiveSite>& live : sites_.All()) {
    Measure(live->site.id, live->site.settings);
  }
  LookAtOthers();
}

void QueueAlarms::LookAtOthers() {
  if (others_.empty()) {
    auto all = site_store_.List();
    // Redis' absence is told elsewhere; the next look asks again.
    if (!all.ok()) return;
    others_ = *std::move(all);
  }
  for (int looked = 0; looked < kOthersPerLook && !others_.empty();) {
    const std::string& site = others_.back();
    if (sites_.Find(site) == nullptr) {
      const auto record = site_store_.Get(site);
      if (!record.ok() && !absl::IsNotFound(record.status())) return;
      if (record.ok()) {
        const auto settings = read_settings_(record->Field("settings"));
        // Whoever calls about the site is told that they cannot be read.
        Measure(site, settings.ok() ? *settings : SiteSettings());
      }
      ++looked;
    }
    others_.pop_back();
  }
}

void QueueAlarms::Measure(const std::string& site,
                          const SiteSettings& settings) {
  const auto measure =
      store_.Measure(site, HeldLimit(settings), settings.queue_alarm_age);
  if (!measure.ok()) {
    // Redis' absence is told elsewhere.
    if (absl::IsUnavailable(measure.status())) return;
    Log(Severity::kWarning, "queue_measure_failed",
        {{"site", site}, {"error", measure.status().message()}});
    return;
  }
  if (measure->alarmed) {
    Log(Severity::kWarning, "queue_alarm",
        {{"site", site},
         {"held", measure->held},
         {"oldest_seconds", absl::ToInt64Seconds(measure->oldest_age)}});
  }
  Show(site, *measure);
}

void QueueAlarms::Show(const std::string& site, const QueueMeasure& measure) {
  auto at = series_.find(site);
  if (at == series_.end()) {
    if (series_.size() >= kMeasuredSitesMax) return;
    const Metrics::Labels labels = {{"site", site}};
    Series series = {
        .held = &metrics_.MakeGauge("winnow_queue_held",
                                    "Comments that wait for a person, leased "
                                    "ones too.",
                                    labels),
        .leased = &metrics_.MakeGauge(
            "winnow_queue_leased", "Comments that somebody works on.", labels),
        .oldest_seconds = &metrics_.MakeGauge(
            "winnow_queue_oldest_seconds",
            "Age of the comment that has waited longest; 0 for none.", labels),
        .added = &metrics_.MakeCounter(
            "winnow_queue_added_total",
            "Comments that came into the queue, on all servers together.",
            labels),
        .removed = &metrics_.MakeCounter(
            "winnow_queue_removed_total",
            "Comments that were decided, withdrawn or erased, on all servers "
            "together.",
            labels)};
    at = series_.emplace(site, series).first;
  }
  Series& series = at->second;
  series.held->Set(static_cast<double>(measure.held));
  series.leased->Set(static_cast<double>(measure.leased));
  series.oldest_seconds->Set(absl::ToDoubleSeconds(measure.oldest_age));
  RaiseTo(measure.added_total(), *series.added);
  RaiseTo(measure.removed_total, *series.removed);
}

}  // namespace winnow
