#include "service/intake/live_sites.h"

#include <mutex>
#include <utility>

#include "absl/strings/numbers.h"
#include "service/base/log.h"

namespace winnow {
namespace {

// Stands in for a policy that cannot be used: a person decides everything.
Policy HoldEverything() {
  Policy policy;
  policy.name = "fallback";
  policy.revision = "0";
  Rule hold;
  hold.name = "policy-unusable";
  hold.reason = "the site's policy cannot be used; see the server's log";
  policy.rules.push_back(std::move(hold));
  return policy;
}

std::string FieldOf(const SiteRecord& record, const std::string& name) {
  const auto at = record.fields.find(name);
  return at == record.fields.end() ? "" : at->second;
}

}  // namespace

LiveSites::LiveSites(SiteStore& store, const MasterKey& master, SiteText text)
    : store_(store), master_(master), text_(std::move(text)) {}

std::shared_ptr<const LiveSite> LiveSites::Find(absl::string_view site) const {
  std::shared_lock lock(mutex_);
  const auto at = sites_.find(site);
  return at == sites_.end() ? nullptr : at->second;
}

absl::StatusOr<std::shared_ptr<const LiveSite>> LiveSites::Load(
    const std::string& site, int64_t revision) {
  if (auto cached = Find(site); cached && cached->revision >= revision) {
    return cached;
  }
  auto record = store_.Get(site);
  if (!record.ok()) return record.status();
  auto keys = SiteKeys::Open(master_, site, record->wrapped_keys);
  if (!keys.ok()) return keys.status();

  auto live = std::make_shared<LiveSite>();
  live->revision = record->revision;
  live->keys = *std::move(keys);
  const auto [seed0, seed1] = live->keys->SketchSeeds();
  live->sketch_key = {.seed0 = seed0, .seed1 = seed1};
  live->site.id = site;
  live->site.policy = FieldOf(*record, "policy");
  live->site.policy_revision = FieldOf(*record, "policy-revision");
  int64_t created_ms = 0;
  if (absl::SimpleAtoi(FieldOf(*record, "created"), &created_ms)) {
    live->site.create_time = absl::FromUnixMillis(created_ms);
  }
  auto settings = text_.settings(FieldOf(*record, "settings"));
  if (!settings.ok()) return settings.status();
  live->site.settings = *std::move(settings);
  live->site.settings.title = FieldOf(*record, "title");

  auto policy = text_.policy(live->site.policy);
  if (policy.ok()) policy->revision = live->site.policy_revision;
  auto screener =
      policy.ok() ? Screener::Make(*std::move(policy)) : policy.status();
  if (!screener.ok()) {
    Log(Severity::kError, "policy_unusable",
        {{"site", site}, {"error", screener.status().message()}});
    screener = Screener::Make(HoldEverything());
    if (!screener.ok()) return screener.status();
  }
  live->screener = *std::move(screener);

  std::unique_lock lock(mutex_);
  auto& slot = sites_[site];
  // Another thread may have loaded a newer one meanwhile.
  if (!slot || slot->revision <= live->revision) slot = std::move(live);
  return slot;
}

}  // namespace winnow
