#include "service/moderation/queue_alarms.h"

#include <algorithm>

#include "service/base/log.h"

namespace winnow {
namespace {

// Of held_max, where a site sets no other number.
constexpr double kShareOfHeldMax = 0.8;

int64_t HeldLimit(const SiteSettings& settings) {
  if (settings.queue_alarm_held > 0) return settings.queue_alarm_held;
  return std::max<int64_t>(
      1, static_cast<int64_t>(static_cast<double>(settings.held_max) *
                              kShareOfHeldMax));
}

// Counters only grow; another server's look may be older than ours.
void RaiseTo(int64_t total, Counter& counter) {
  const double more = static_cast<double>(total) - counter.Value();
  if (more > 0) counter.Increment(more);
}

}  // namespace

QueueAlarms::QueueAlarms(QueueWatchStore& store, SiteStore& site_store,
                         LiveSites& sites, Metrics& metrics,
                         absl::Duration pause)
    : store_(store),
      site_store_(site_store),
      sites_(sites),
      metrics_(metrics),
      thread_(pause, [this] { Look(); }) {}

void QueueAlarms::Look() {
  LoadOneMore();
  for (const std::shared_ptr<const LiveSite>& live : sites_.All()) {
    Measure(*live);
  }
}

void QueueAlarms::LoadOneMore() {
  if (!listed_) {
    auto all = site_store_.List();
    if (!all.ok()) return;
    unknown_ = *std::move(all);
    listed_ = true;
  }
  while (!unknown_.empty()) {
    const std::string site = std::move(unknown_.back());
    unknown_.pop_back();
    if (sites_.Find(site) != nullptr) continue;
    // What fails here is told to who calls about the site.
    sites_.Load(site, 0).status().IgnoreError();
    return;
  }
}

void QueueAlarms::Measure(const LiveSite& live) {
  const SiteSettings& settings = live.site.settings;
  const auto measure = store_.Measure(live.site.id, HeldLimit(settings),
                                      settings.queue_alarm_age);
  if (!measure.ok()) {
    // Redis' absence is told elsewhere.
    if (absl::IsUnavailable(measure.status())) return;
    Log(Severity::kWarning, "queue_measure_failed",
        {{"site", live.site.id}, {"error", measure.status().message()}});
    return;
  }
  if (measure->alarmed) {
    Log(Severity::kWarning, "queue_alarm",
        {{"site", live.site.id},
         {"held", measure->held},
         {"oldest_seconds", absl::ToInt64Seconds(measure->oldest_age)}});
  }
  Show(live.site.id, *measure);
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
