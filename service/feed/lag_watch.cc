#include "service/feed/lag_watch.h"

#include "service/base/log.h"

namespace winnow {
namespace {

// Enough to see a reader fall behind; status counts further.
constexpr int kEventsMeasured = 300;

}  // namespace

LagWatch::LagWatch(StatusStore& store, SiteStore& sites, Clock& clock,
                   Metrics& metrics, absl::Duration pause)
    : store_(store),
      sites_(sites),
      clock_(clock),
      metrics_(metrics),
      thread_(pause, [this] { Look(); }) {}

void LagWatch::Look() {
  if (to_ask_.empty()) {
    auto all = sites_.List();
    // Redis' absence is told elsewhere; the next look asks again.
    if (!all.ok()) return;
    to_ask_ = *std::move(all);
  }
  if (to_ask_.empty()) return;
  const std::string site = std::move(to_ask_.back());
  to_ask_.pop_back();
  const auto activity = store_.Activity(site, kEventsMeasured);
  if (activity.ok()) {
    Show(site, *activity);
  } else if (!absl::IsUnavailable(activity.status())) {
    Log(Severity::kWarning, "lag_not_measured",
        {{"site", site}, {"error", activity.status().message()}});
  }
}

void LagWatch::Show(const std::string& site, const SiteActivity& activity) {
  const auto begin = series_.lower_bound({site, ""});
  for (auto at = begin; at != series_.end() && at->first.first == site; ++at) {
    at->second.seen = false;
  }
  int silent = 0;
  for (const SubscriptionLag& lag : activity.subscriptions) {
    if (IsSilent(lag, clock_.Now())) ++silent;
    Series* const series = Find({site, lag.name});
    if (series == nullptr) continue;
    series->seen = true;
    series->events->Set(static_cast<double>(lag.events));
    series->oldest_seconds->Set(
        lag.oldest_event_time == absl::InfiniteFuture()
            ? 0
            : absl::ToDoubleSeconds(clock_.Now() - lag.oldest_event_time));
  }
  // What is forgotten lags no more.
  for (auto at = series_.lower_bound({site, ""});
       at != series_.end() && at->first.first == site; ++at) {
    if (at->second.seen) continue;
    at->second.events->Set(0);
    at->second.oldest_seconds->Set(0);
  }
  const auto known = silent_.find(site);
  if (known != silent_.end()) {
    known->second->Set(silent);
  } else if (!activity.subscriptions.empty() &&
             silent_.size() < kMeasuredSubscriptionsMax) {
    Gauge& gauge = metrics_.MakeGauge(
        "winnow_subscriptions_silent",
        "Subscriptions of a site that have acknowledged nothing for a week "
        "though something waits.",
        {{"site", site}});
    gauge.Set(silent);
    silent_.emplace(site, &gauge);
  }
}

LagWatch::Series* LagWatch::Find(const Key& key) {
  const auto at = series_.find(key);
  if (at != series_.end()) return &at->second;
  if (series_.size() >= kMeasuredSubscriptionsMax) {
    if (!left_out_) {
      Log(Severity::kWarning, "subscriptions_not_measured",
          {{"measured", kMeasuredSubscriptionsMax},
           {"advice", "winnow status shows all; forget those nobody reads"}});
    }
    left_out_ = true;
    return nullptr;
  }
  const Metrics::Labels labels = {{"site", key.first},
                                  {"subscription", key.second}};
  const Series series = {
      .events = &metrics_.MakeGauge(
          "winnow_subscription_lag_events",
          "Events that a subscription has not acknowledged, counted up to "
          "300.",
          labels),
      .oldest_seconds = &metrics_.MakeGauge(
          "winnow_subscription_oldest_seconds",
          "Age of the oldest event that a subscription has not acknowledged; 0 "
          "for none.",
          labels)};
  return &series_.emplace(key, series).first->second;
}

}  // namespace winnow
