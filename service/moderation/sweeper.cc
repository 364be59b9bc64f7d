#include "service/moderation/sweeper.h"

#include <utility>
#include <vector>

#include "service/base/log.h"
#include "service/moderation/audit_cut.h"
#include "service/moderation/retention.h"

namespace winnow {
namespace {

Counter& MakeSwept(Metrics& metrics, const std::string& kind) {
  return metrics.MakeCounter(
      "winnow_sweep_swept_total",
      "What this server took away because it had been kept for long enough.",
      {{"kind", kind}});
}

}  // namespace

void SweepLateness::Set(absl::Duration behind) {
  const std::lock_guard lock(mutex_);
  behind_ = behind;
  told_ = std::chrono::steady_clock::now();
}

absl::Duration SweepLateness::Behind() const {
  const std::lock_guard lock(mutex_);
  if (!behind_) return absl::ZeroDuration();
  return *behind_ + absl::FromChrono(std::chrono::steady_clock::now() - told_);
}

Sweeper::Sweeper(std::string who, RetentionStore& store, SiteStore& sites,
                 AuditStore& audit, LiveSites& live, ReadSettings read_settings,
                 Metrics& metrics, SweepPace pace)
    : who_(std::move(who)),
      store_(store),
      sites_(sites),
      audit_(audit),
      live_(live),
      read_settings_(std::move(read_settings)),
      pace_(pace),
      comments_(MakeSwept(metrics, "comment")),
      private_parts_(MakeSwept(metrics, "private_part")),
      networks_(MakeSwept(metrics, "network_hashes")),
      authors_(MakeSwept(metrics, "author_record")),
      bans_(MakeSwept(metrics, "ban")),
      records_(MakeSwept(metrics, "audit_record")),
      texts_(MakeSwept(metrics, "published_text")),
      failures_(metrics.MakeCounter(
          "winnow_sweep_failures_total",
          "Sites that a sweep passed over; the log says why.")),
      holds_(metrics.MakeGauge("winnow_sweep_holds",
                               "1 on the server that sweeps now.")),
      finished_seconds_(metrics.MakeGauge(
          "winnow_sweep_finished_seconds",
          "When the last sweep over all sites was finished, in seconds since "
          "1970; 0 for none.")),
      thread_([this] { Run(); }) {
  // Not as a run sets it: a sweeper that hangs would look well for ever.
  metrics.BeforeExpose(
      [lateness = lateness_,
       &behind = metrics.MakeGauge(
           "winnow_sweep_behind_seconds",
           "Time since the last finished sweep over all sites began, "
           "whichever server made it: nothing is kept longer than its "
           "time and this.")] {
        behind.Set(absl::ToDoubleSeconds(lateness->Behind()));
      });
}

Sweeper::~Sweeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  // Where this is lost, the lease ends by itself.
  if (held_) static_cast<void>(store_.Hold(who_, absl::ZeroDuration()));
}

void Sweeper::Run() {
  while (Wait(pace_.look)) Look();
}

bool Sweeper::Wait(absl::Duration time) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, absl::ToChronoNanoseconds(time),
                         [this] { return stopping_; });
}

absl::StatusOr<SweepState> Sweeper::Hold() {
  // Before it is asked for: it may last shorter than this server thinks, and
  // never longer.
  const auto now = std::chrono::steady_clock::now();
  auto state = store_.Hold(who_, pace_.lease);
  if (!state.ok()) return state;
  held_ = state->held;
  now_ = state->now;
  renewed_ = now;
  Show(*state);
  return state;
}

bool Sweeper::GoOn() {
  if (!Wait(pace_.pause)) return false;
  const auto passed = std::chrono::steady_clock::now() - renewed_;
  if (absl::FromChrono(passed) < pace_.lease / 3) return true;
  const auto state = Hold();
  return state.ok() && state->held;
}

void Sweeper::Look() {
  const auto state = Hold();
  // Redis' absence is told elsewhere.
  if (!state.ok() || !state->held) return;
  if (state->began) return SweepAll(*state->began, state->site);
  if (state->last_began && state->now - *state->last_began < pace_.every) {
    return;
  }
  const auto began = store_.BeginRun(who_);
  if (began.ok()) SweepAll(*began, "");
}

void Sweeper::SweepAll(absl::Time began, const std::string& after) {
  const auto sites = sites_.List();
  if (!sites.ok()) return;
  for (const std::string& site : *sites) {
    if (site <= after) continue;
    const auto ended = SweepOne(site, began);
    // The next look goes on here, this server's or another's.
    if (absl::IsUnavailable(ended.status()) || (ended.ok() && !*ended)) return;
    if (!ended.ok()) {
      failures_.Increment();
      Log(Severity::kError, "sweep_failed",
          {{"site", site}, {"error", ended.status().message()}});
    }
    if (!store_.FinishSite(who_, site).ok()) return;
  }
  if (!store_.FinishRun(who_).ok()) return;
  Log(Severity::kInfo, "swept", {{"sites", sites->size()}});
  static_cast<void>(Hold());
}

absl::StatusOr<bool> Sweeper::SweepOne(const std::string& site,
                                       absl::Time began) {
  const auto record = sites_.Get(site);
  // Registered, but its own record was never written.
  if (absl::IsNotFound(record.status())) return true;
  if (!record.ok()) return record.status();
  const auto settings = read_settings_(record->Field("settings"));
  // Nobody knows how long this site wants to keep what it has.
  if (!settings.ok()) return settings.status();
  const auto ended =
      SweepSite(store_, site,
                {.began = began,
                 .clocks = settings->retention,
                 .go_on = [this] { return GoOn(); },
                 .count = [this](const SweptCounts& swept) { Count(swept); }});
  if (!ended.ok() || !*ended) return ended;
  bool goes_on = true;
  const auto records =
      CutAudit({.audit = audit_, .retention = store_, .sites = live_}, site,
               now_ - settings->retention.audit,
               [this, &goes_on] { return goes_on = GoOn(); });
  // Another server has just cut it.
  if (absl::IsAborted(records.status())) return false;
  if (!records.ok()) return records.status();
  records_.Increment(static_cast<double>(*records));
  return goes_on;
}

void Sweeper::Count(const SweptCounts& swept) {
  comments_.Increment(static_cast<double>(swept.comments));
  private_parts_.Increment(static_cast<double>(swept.private_parts));
  networks_.Increment(static_cast<double>(swept.networks));
  authors_.Increment(static_cast<double>(swept.authors));
  bans_.Increment(static_cast<double>(swept.bans));
  texts_.Increment(static_cast<double>(swept.texts));
}

void Sweeper::Show(const SweepState& state) {
  holds_.Set(state.held ? 1 : 0);
  const std::optional<absl::Time>& since =
      state.last_began ? state.last_began : state.began;
  if (since) lateness_->Set(state.now - *since);
  finished_seconds_.Set(
      state.last_ended
          ? static_cast<double>(absl::ToUnixSeconds(*state.last_ended))
          : 0);
}

}  // namespace winnow
