#include "service/api/site_status.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/api/convert.h"
#include "service/api/key_ages.h"
#include "service/api/names.h"
#include "service/api/problem_list.h"
#include "service/api/redis_status.h"
#include "service/api/settings_text.h"
#include "service/api/site_problems.h"
#include "service/api/subscriptions.h"
#include "service/base/log.h"

namespace winnow {
namespace {

// A look at all sites ends then, before its caller has given up.
constexpr absl::Duration kLookMax = absl::Seconds(5);
// Redis answers this server at once or is in trouble; each wait takes seconds.
constexpr int kSitesAwayMax = 2;
// Eight runs over all sites.
constexpr absl::Duration kSweepLate = absl::Hours(48);

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
  const int told = out.problems_size() + out.notices_size();
  FindSiteProblems(facts, who, found);
  if (out.sites_size() >= kSitesInStatusMax &&
      out.problems_size() + out.notices_size() == told) {
    return absl::OkStatus();
  }
  v1::SystemStatus::SiteStatus& row = *out.add_sites();
  FillSite(facts, record->Number("policy-revision"), row);
  const auto key_time = EmailKeyTime(*record);
  if (key_time && who.role == Role::kOperator) {
    FillTimestamp(*key_time, *row.mutable_data_key_time());
  }
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
    if (absl::Now() > end) break;
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
  FindLeftOut(ids.size() - looked_at, found);
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
  found.SortByWeight();
  response.set_healthy(response.problems().empty());
  return looked;
}

}  // namespace winnow
