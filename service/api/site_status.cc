#include "service/api/site_status.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/convert.h"
#include "service/api/key_ages.h"
#include "service/api/names.h"
#include "service/api/problem_list.h"
#include "service/api/redis_status.h"
#include "service/api/settings_text.h"
#include "service/base/log.h"
#include "service/moderation/queue_alarms.h"
#include "service/screening/policy/policy.h"

namespace winnow {
namespace {

// From here on what a site shows is out of date, and nobody saw to it.
constexpr absl::Duration kLagAgeMax = absl::Hours(1);
constexpr double kShareMax = 0.5;
// A look at all sites ends then, before its caller has given up.
constexpr absl::Duration kLookMax = absl::Seconds(5);
// Redis answers this server at once or is in trouble; each wait takes seconds.
constexpr int kSitesAwayMax = 2;
// Eight runs over all sites.
constexpr absl::Duration kSweepLate = absl::Hours(48);
// A failure of screening is told for so long.
constexpr absl::Duration kFaultTold = absl::Hours(1);

std::string OnSite(absl::string_view command, const std::string& site) {
  return absl::StrCat(command, " --site ", site);
}

std::string InWords(absl::Duration age) {
  if (age >= absl::Hours(48)) {
    return absl::StrCat(absl::ToInt64Hours(age) / 24, " days");
  }
  return age >= absl::Hours(2)
             ? absl::StrCat(absl::ToInt64Hours(age), " hours")
             : absl::StrCat(absl::ToInt64Minutes(age), " minutes");
}

// What is known of one site before anything is said about it.
struct SiteFacts {
  std::string id;
  SiteSettings settings;
  StateCounts counts;
  SiteActivity activity;
  ArrivalShares arrivals;
  bool usable = true;
  bool audit_behind = false;
  absl::Time now;
};

void FindQueueProblems(const SiteFacts& site, ProblemList& found) {
  const int64_t held = site.counts.held;
  if (held >= HeldLimit(site.settings)) {
    found.AddProblem({.code = "queue_long",
                      .message = absl::StrCat(held, " comments wait; at ",
                                              site.settings.held_max,
                                              " what would be held is refused"),
                      .command = OnSite("winnow review", site.id),
                      .site = site.id});
  }
  const absl::Duration age_max = site.settings.queue_alarm_age;
  const absl::Duration age =
      held > 0 ? site.now - site.counts.oldest_held : absl::ZeroDuration();
  if (age_max > absl::ZeroDuration() && age > age_max) {
    found.AddProblem(
        {.code = "queue_old",
         .message = absl::StrCat("a comment has waited for ", InWords(age),
                                 ", more than the ", InWords(age_max),
                                 " of queue_alarm_age"),
         .command = OnSite("winnow review", site.id),
         .site = site.id});
  }
}

// `may_forget`: whether who asks may call DeleteSubscription.
void FindReaderProblems(const SiteFacts& site, bool may_forget,
                        ProblemList& found) {
  for (const SubscriptionLag& lag : site.activity.subscriptions) {
    const absl::Duration age = site.now - lag.oldest_event_time;
    if (age < kLagAgeMax) continue;
    const std::string forget =
        may_forget
            ? OnSite(absl::StrCat("winnow feed --forget ", lag.name), site.id)
            : "";
    // Reading it here would acknowledge what that program lacks, so no command
    // does.
    if (IsSilent(lag, site.now)) {
      found.AddNotice(
          {.code = "subscription_silent",
           .message = absl::StrCat(
               "the subscription ", lag.name,
               " has acknowledged nothing since ",
               absl::FormatTime("%Y-%m-%d", lag.acknowledge_time,
                                absl::UTCTimeZone()),
               site.settings.retention.site_keeps_published
                   ? ": published comments leave without waiting for it"
                   : "",
               "; start the program that reads it again, or forget it"),
           .command = forget,
           .site = site.id});
      continue;
    }
    found.AddProblem(
        {.code = "subscription_lags",
         .message = absl::StrCat(
             lag.name, " has not acknowledged ",
             lag.events == 0 ? "what stands" : absl::StrCat(lag.events),
             lag.events > 0 && lag.more ? " and more" : "",
             lag.events == 0   ? " behind many other events"
             : lag.events == 1 ? " event"
                               : " events",
             ", the oldest from ", InWords(age),
             " ago: what it shows is out of date; see that the program that "
             "reads it runs and acknowledges, or forget it if there is none"),
         .command = forget,
         .site = site.id});
  }
  // The site is to take over what it publishes, and does not.
  if (site.settings.retention.site_keeps_published &&
      site.activity.subscriptions.empty()) {
    found.AddProblem(
        {.code = "nothing_acknowledged",
         .message = "the site keeps its published comments (retention."
                    "keep_published is SITE) and no subscription acknowledges "
                    "them, so none leaves: have the program that reads the "
                    "feed acknowledge it by name",
         .site = site.id});
  }
}

void FindArrivalProblems(const SiteFacts& site, ProblemList& found) {
  const ArrivalShares& arrivals = site.arrivals;
  if (site.now - arrivals.fault_time < kFaultTold) {
    found.AddProblem(
        {.code = "screening_failed",
         .message = absl::StrCat(
             "a comment could not be screened ",
             InWords(site.now - arrivals.fault_time),
             " ago and was held; winnowd's log says screening_failed"),
         .command = absl::StrCat(OnSite("winnow queue", site.id),
                                 " rule=", kRuleFault),
         .site = site.id});
  }
  if (arrivals.comments < kArrivalsTold) return;
  const auto percent = [](double share) { return std::lround(share * 100); };
  if (arrivals.unusable_address >= kShareMax) {
    found.AddProblem(
        {.code = "proxy_address",
         .message = absl::StrCat(
             percent(arrivals.unusable_address), " % of the last ",
             arrivals.comments,
             " comments came with a private or local address: the site passes "
             "its proxy's; it must pass the reader's in network_address, or "
             "network rates and bans do nothing"),
         .site = site.id});
  } else if (arrivals.busiest_network >= kShareMax) {
    found.AddProblem(
        {.code = "proxy_address",
         .message = absl::StrCat(
             percent(arrivals.busiest_network), " % of the last ",
             arrivals.comments,
             " comments came from one network: if the site passes its proxy's "
             "address, all its readers share one rate and one ban; it must "
             "pass the reader's in network_address"),
         .site = site.id});
  }
}

void FindSiteProblems(const SiteFacts& site, const Principal& who,
                      ProblemList& found) {
  if (!site.usable) {
    found.AddProblem(
        {.code = "policy_unusable",
         .message = "policy or lists cannot be used, so every comment is held; "
                    "winnowd's log says why",
         .command = OnSite("winnow policy history", site.id),
         .site = site.id});
  }
  FindQueueProblems(site, found);
  FindReaderProblems(site, who.sections.empty(), found);
  FindArrivalProblems(site, found);
  if (site.audit_behind) {
    found.AddProblem({.code = "audit_unchecked",
                      .message = "the audit chain gets no checkpoints, so what "
                                 "is cut off it might not be noticed; "
                                 "winnowd's log says why",
                      .command = OnSite("winnow audit verify", site.id),
                      .site = site.id});
  }
}

void FillSubscription(const SubscriptionLag& lag, const std::string& site,
                      v1::Subscription& out) {
  out.set_name(absl::StrCat("sites/", site, "/subscriptions/", lag.name));
  out.set_acknowledged_cursor(lag.cursor);
  FillTimestamp(lag.acknowledge_time, *out.mutable_acknowledge_time());
  out.set_lag(lag.events);
  out.set_has_more_lag(lag.more);
  if (lag.oldest_event_time != absl::InfiniteFuture()) {
    FillTimestamp(lag.oldest_event_time, *out.mutable_oldest_event_time());
  }
}

void FillSite(const SiteFacts& facts, int64_t policy_revision,
              v1::SystemStatus::SiteStatus& out) {
  out.set_site(facts.id);
  out.set_held_count(facts.counts.held);
  if (facts.counts.held > 0) {
    FillTimestamp(facts.counts.oldest_held, *out.mutable_oldest_time());
  }
  for (const SubscriptionLag& lag : facts.activity.subscriptions) {
    FillSubscription(lag, facts.id, *out.add_subscriptions());
  }
  out.set_policy_revision(policy_revision);
  out.set_submitted_count(facts.activity.arrived);
  out.set_busiest_network_share(facts.arrivals.busiest_network);
  out.set_unusable_address_share(facts.arrivals.unusable_address);
}

// Whether policy and lists of a site can be used. Loads it, as its next comment
// would: nobody knows of one that was never loaded.
absl::StatusOr<bool> IsUsable(const SiteServiceParts& parts,
                              const std::string& id) {
  const auto live = parts.sites.LoadNewest(id);
  if (live.ok()) return (*live)->usable;
  if (absl::IsInternal(live.status())) return false;
  return live.status();
}

absl::Status LookAtSite(const SiteServiceParts& parts, const std::string& id,
                        const Principal& who, ProblemList& found,
                        v1::SystemStatus& out) {
  const auto record = parts.store.Get(id);
  if (!record.ok()) return record.status();
  SiteFacts facts;
  facts.id = id;
  facts.now = parts.clock.Now();
  const auto settings = ParseSettings(record->Field("settings"));
  if (settings.ok()) facts.settings = *settings;
  const auto counts = parts.comments.CountStates(id);
  if (!counts.ok()) return counts.status();
  facts.counts = *counts;
  auto activity = parts.status.Activity(id, kLagMax);
  if (!activity.ok()) return activity.status();
  facts.activity = *std::move(activity);
  facts.arrivals = parts.intake.arrivals().Of(id, facts.now);
  const auto usable = IsUsable(parts, id);
  if (!usable.ok()) return usable.status();
  facts.usable = settings.ok() && *usable;
  facts.audit_behind = parts.audit_checkpoints.IsFailing(id);
  FillSite(facts, record->Number("policy-revision"), *out.add_sites());
  FindSiteProblems(facts, who, found);
  return absl::OkStatus();
}

// One that cannot be looked at hides none of the others.
void AddUnreadable(const std::string& site, const absl::Status& why,
                   ProblemList& found) {
  Log(Severity::kError, "site_unreadable",
      {{"site", site}, {"error", why.message()}});
  found.AddProblem({.code = "site_unreadable",
                    .message = "how this site is cannot be found out; "
                               "winnowd's log says why (site_unreadable)",
                    .site = site});
}

// Errors: Unavailable when Redis went away; NotFound for a site that was asked
// for by name.
absl::Status LookAtSites(const SiteServiceParts& parts, const Caller& who,
                         ProblemList& found, v1::SystemStatus& out) {
  std::vector<std::string> ids = {who.site};
  if (who.site.empty()) {
    auto sites = parts.store.List();
    if (!sites.ok()) return sites.status();
    ids = *std::move(sites);
  }
  const absl::Time end = absl::Now() + kLookMax;
  size_t looked_at = 0;
  int away = 0;
  for (const std::string& id : ids) {
    if (looked_at == kSitesInStatusMax || absl::Now() > end) break;
    ++looked_at;
    const absl::Status looked =
        LookAtSite(parts, id, who.principal(), found, out);
    if (looked.ok()) continue;
    if (absl::IsNotFound(looked)) {
      // Deleted, or registered and never written.
      if (who.site.empty()) continue;
      return looked;
    }
    if (absl::IsUnavailable(looked) &&
        (!who.site.empty() || ++away == kSitesAwayMax)) {
      return looked;
    }
    AddUnreadable(id, looked, found);
  }
  if (looked_at < ids.size()) {
    found.AddNotice(
        {.code = "sites_left_out",
         .message = absl::StrCat(
             ids.size() - looked_at,
             " sites were not looked at: there are too many for one look; ask "
             "for each with --site")});
  }
  return absl::OkStatus();
}

void LookAtSweeps(const SiteServiceParts& parts, ProblemList& found) {
  const absl::Duration behind = parts.sweeper.Behind();
  if (behind <= kSweepLate) return;
  found.AddProblem(
      {.code = "sweep_late",
       .message = absl::StrCat(
           "the last finished sweep began ", InWords(behind),
           " ago: what is kept for a time is kept longer than it should be; "
           "winnowd's log says why (sweep_failed)")});
}

absl::Status LookAtKeys(const SiteServiceParts& parts, const std::string& site,
                        ProblemList& found, v1::SystemStatus& out) {
  const auto keys = parts.store.Keys();
  if (absl::IsUnavailable(keys.status())) return keys.status();
  if (!keys.ok()) {
    Log(Severity::kError, "keys_unreadable",
        {{"error", keys.status().message()}});
    found.AddProblem({.code = "keys_unreadable",
                      .message = "the API keys cannot be listed; winnowd's log "
                                 "says why (keys_unreadable)"});
    return absl::OkStatus();
  }
  FillKeyAges(*keys, site, parts.clock.Now(), found, out);
  return absl::OkStatus();
}

// About the server that answers, where others may have room.
void FindOverload(const CallLimit& limit, absl::Time now, ProblemList& found) {
  constexpr absl::string_view kWhat[] = {"all calls", "submissions",
                                         "analysis and bulk calls"};
  for (size_t kind = 0; kind < kCallClasses; ++kind) {
    const auto since = limit.RefusingSince(static_cast<CallClass>(kind), now);
    if (!since) continue;
    found.AddProblem(
        {.code = "overloaded",
         .message = absl::StrCat(
             "this winnowd refuses some of ", kWhat[kind], ", the first ",
             absl::ToInt64Seconds(now - *since),
             " seconds ago: more arrives than it can do, ", limit.in_flight(),
             " calls are in flight and ", limit.limit(), " may be")});
    return;
  }
}

}  // namespace

absl::Status FillSystemStatus(const SiteServiceParts& parts, const Caller& who,
                              v1::SystemStatus& response) {
  const bool for_operator = who.principal().role == Role::kOperator;
  const NodeStatus node = parts.node_status();
  ProblemList found(response);
  FindRedisProblems(node, for_operator, found);
  FindOverload(parts.gate.limit(), absl::Now(), found);
  response.set_server_version(parts.version);
  FillTimestamp(parts.start_time, *response.mutable_start_time());
  response.set_model_revision(parts.model_revision);
  if (for_operator) {
    FillNode(node, *response.add_redis());
    if (parts.master_key_time != absl::InfinitePast()) {
      FillTimestamp(parts.master_key_time, *response.mutable_master_key_time());
    }
  }
  absl::Status looked;
  if (node.reachable) looked = LookAtSites(parts, who, found, response);
  if (node.reachable && looked.ok() && for_operator) {
    looked = LookAtKeys(parts, who.site, found, response);
  }
  if (absl::IsUnavailable(looked)) {
    // It went away in between, or answers this and nothing else.
    found.AddProblem({.code = "redis_failing",
                      .message = absl::StrCat("Redis answers, but not what it "
                                              "is asked: ",
                                              looked.message())});
    looked = absl::OkStatus();
  }
  LookAtSweeps(parts, found);
  if (parts.model_revision.empty()) {
    found.AddNotice(
        {.code = "no_model",
         .message = "winnowd was started without --model: no text has scores, "
                    "so rules about scores never hold"});
  }
  response.set_healthy(response.problems().empty());
  return looked;
}

}  // namespace winnow
