#include "service/api/site_status.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/api/convert.h"

namespace winnow {
namespace {

// From here on `winnowd` turns submissions away.
constexpr double kMemoryShareMax = 0.85;
// A queue this full of its limit is worth an alarm.
constexpr double kHeldShareMax = 0.8;

void AddProblem(absl::string_view code, std::string message,
                absl::string_view command, absl::string_view site,
                v1::SystemStatus& out) {
  v1::SystemStatus::Problem& problem = *out.add_problems();
  problem.set_code(std::string(code));
  problem.set_message(std::move(message));
  problem.set_command(std::string(command));
  problem.set_site(std::string(site));
}

void FindRedisProblems(const NodeStatus& node, v1::SystemStatus& out) {
  if (!node.reachable) {
    return AddProblem("redis_away",
                      "Redis does not answer: nothing can be submitted or "
                      "decided",
                      "", "", out);
  }
  if (node.eviction_policy != "noeviction") {
    AddProblem("redis_eviction",
               absl::StrCat("maxmemory-policy is ", node.eviction_policy,
                            ", so Redis may throw comments away; submissions "
                            "are refused"),
               "redis-cli config set maxmemory-policy noeviction", "", out);
  }
  if (node.memory_max_bytes > 0 &&
      static_cast<double>(node.memory_used_bytes) >=
          kMemoryShareMax * static_cast<double>(node.memory_max_bytes)) {
    AddProblem("redis_memory",
               "Redis is nearly full; submissions are refused until there is "
               "room",
               "", "", out);
  }
  if (!node.append_only) {
    AddProblem("redis_not_durable",
               "appendonly is off: acknowledged comments are lost when Redis "
               "ends",
               "redis-cli config set appendonly yes", "", out);
  } else if (!node.append_fsync.empty() && node.append_fsync != "always") {
    AddProblem("redis_less_durable",
               absl::StrCat("appendfsync is ", node.append_fsync,
                            ": the last comments are lost when the machine "
                            "ends"),
               "redis-cli config set appendfsync always", "", out);
  }
}

void FillNode(const NodeStatus& node, v1::SystemStatus::RedisNode& out) {
  out.set_address(node.address);
  out.set_reachable(node.reachable);
  out.set_version(node.version);
  out.set_memory_used_bytes(node.memory_used_bytes);
  out.set_memory_max_bytes(node.memory_max_bytes);
  out.set_append_file_bytes(node.append_file_bytes);
  out.set_append_fsync(node.append_fsync);
  out.set_eviction_policy(node.eviction_policy);
  out.set_replica_count(node.replica_count);
}

// Who is to take over what the site keeps, and does not.
absl::Status FindSilence(const SiteServiceParts& parts, const std::string& site,
                         v1::SystemStatus& out) {
  const auto places = parts.retention.Subscriptions(site);
  if (!places.ok()) return places.status();
  if (places->empty()) {
    AddProblem("nothing_acknowledged",
               "the site keeps its published comments (retention."
               "keep_published is SITE) and no subscription acknowledges them, "
               "so none leaves: have the program that reads the feed "
               "acknowledge it by name",
               "", site, out);
  }
  for (const SubscriptionPlace& place : *places) {
    if (!place.silent) continue;
    AddProblem("subscription_silent",
               absl::StrCat("the subscription ", place.name,
                            " has acknowledged nothing since ",
                            absl::FormatTime("%Y-%m-%d", place.acknowledged,
                                             absl::UTCTimeZone()),
                            ": published comments leave without waiting for "
                            "it; start the program that reads it again"),
               // Reading it here would acknowledge what that program lacks.
               "", site, out);
  }
  return absl::OkStatus();
}

absl::Status FillSiteStatus(const SiteServiceParts& parts,
                            const std::string& site, v1::SystemStatus& out) {
  const auto live = parts.sites.Load(site, 0);
  if (!live.ok()) return live.status();
  const auto counts = parts.comments.CountStates(site);
  if (!counts.ok()) return counts.status();
  v1::SystemStatus::SiteStatus& status = *out.add_sites();
  status.set_site(site);
  status.set_held_count(counts->held);
  if (counts->held > 0) {
    FillTimestamp(counts->oldest_held, *status.mutable_oldest_time());
  }
  int64_t revision = 0;
  if (absl::SimpleAtoi((*live)->site.policy_revision, &revision)) {
    status.set_policy_revision(revision);
  }
  if ((*live)->site.settings.retention.site_keeps_published) {
    absl::Status found = FindSilence(parts, site, out);
    if (!found.ok()) return found;
  }
  const int64_t held_max = (*live)->site.settings.held_max;
  if (static_cast<double>(counts->held) >=
      kHeldShareMax * static_cast<double>(held_max)) {
    AddProblem("queue_long",
               absl::StrCat(counts->held, " comments wait, of at most ",
                            held_max, "; then submissions are refused"),
               "winnow review", site, out);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FillSystemStatus(const SiteServiceParts& parts, const Caller& who,
                              v1::SystemStatus& response) {
  const NodeStatus node = parts.node_status();
  FindRedisProblems(node, response);
  response.set_server_version(parts.version);
  FillTimestamp(parts.start_time, *response.mutable_start_time());
  if (who.principal().role == Role::kOperator) {
    FillNode(node, *response.add_redis());
  }
  if (node.reachable) {
    std::vector<std::string> sites = {who.site};
    if (who.site.empty()) {
      auto listed = parts.store.List();
      if (!listed.ok()) return listed.status();
      sites = *std::move(listed);
      if (sites.size() > kSitesInStatusMax) sites.resize(kSitesInStatusMax);
    }
    for (const std::string& site : sites) {
      absl::Status filled = FillSiteStatus(parts, site, response);
      if (!filled.ok() && !absl::IsNotFound(filled)) return filled;
      if (!filled.ok() && !who.site.empty()) return filled;
    }
  }
  response.set_healthy(response.problems().empty());
  return absl::OkStatus();
}

}  // namespace winnow
