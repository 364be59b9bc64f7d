#include "service/intake/site_loader.h"

#include <utility>

#include "service/base/log.h"
#include "service/base/status_details.h"
#include "service/intake/content_ban.h"
#include "service/intake/own_lists.h"
#include "service/intake/site_adapter.h"

namespace winnow {
namespace {

// Somebody may change a list while it is read; hardly ever this often.
constexpr int kReadsMax = 5;
constexpr absl::Duration kRetryWhenListsChange = absl::Seconds(1);

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

size_t WordsIn(const std::vector<TermList>& lists) {
  size_t words = 0;
  for (const TermList& list : lists) {
    if (list.kind == TermList::Kind::kBanned ||
        list.kind == TermList::Kind::kSuspect) {
      words += list.terms.size();
    }
  }
  return words;
}

size_t PhrasesIn(const std::vector<ContentBan>& bans) {
  size_t phrases = 0;
  for (const ContentBan& ban : bans) {
    phrases += ban.kind == ContentBan::Kind::kPhrase;
  }
  return phrases;
}

// Nothing depends on a shadow but a report, which stays empty.
void LogUnusableShadow(const std::string& site, const absl::Status& why) {
  Log(Severity::kWarning, "shadow_policy_unusable",
      {{"site", site}, {"error", why.message()}});
}

}  // namespace

SiteLoader::SiteLoader(SiteStore& store, TermListStore& lists,
                       const MasterKey& master, SiteText text)
    : store_(store), lists_(lists), master_(master), text_(std::move(text)) {}

absl::StatusOr<SiteLoader::ReadSite> SiteLoader::Read(
    const std::string& site, const LiveSite* previous) {
  auto record = store_.Get(site);
  if (!record.ok()) return record.status();
  auto keys = SiteKeys::Open(master_, site, record->wrapped_keys);
  if (!keys.ok()) {
    // Of the caller's request nothing is wrong.
    return absl::FailedPreconditionError(keys.status().message());
  }

  ReadSite read;
  read.classifier = text_.classifier;
  read.live = std::make_shared<LiveSite>();
  LiveSite& live = *read.live;
  live.revision = record->revision;
  live.keys = *std::move(keys);
  const auto [seed0, seed1] = live.keys->SketchSeeds();
  live.sketch_key = {.seed0 = seed0, .seed1 = seed1};
  live.site.id = site;
  live.site.policy = record->Field("policy");
  live.site.policy_revision = record->Field("policy-revision");
  live.site.shadow_policy = record->Field("shadow-policy");
  live.site.shadow_number = record->Field("shadow-number");
  live.site.create_time = absl::FromUnixMillis(record->Number("created"));
  auto settings = text_.settings(record->Field("settings"));
  if (!settings.ok()) return settings.status();
  live.site.settings = *std::move(settings);
  live.site.settings.title = record->Field("title");
  if (previous != nullptr) {
    live.adapter = previous->adapter;
    live.adapter->SetMode(live.site.settings.adapter);
  } else {
    live.adapter = std::make_shared<AdapterSlot>();
    live.adapter->SetMode(live.site.settings.adapter);
    OpenAdapter(live);
  }

  live.bans_revision = record->Number("bans-revision");
  absl::Status banned = ReadBans(site, previous, live);
  if (absl::IsDataLoss(banned)) {
    read.policy = banned;
    return read;
  }
  if (!banned.ok()) return banned;
  auto stored = lists_.Lists(site);
  // Lists that cannot be read are no reason to go on without them.
  if (absl::IsDataLoss(stored.status())) {
    read.policy = stored.status();
    return read;
  }
  if (!stored.ok()) return stored.status();
  live.own_lists = std::move(stored->lists);
  if (previous != nullptr && previous->usable &&
      previous->site.policy == live.site.policy &&
      previous->site.policy_revision == live.site.policy_revision &&
      previous->site.settings.title == live.site.settings.title &&
      previous->site.settings.languages == live.site.settings.languages &&
      previous->site.settings.time_zone == live.site.settings.time_zone &&
      previous->own_lists == live.own_lists &&
      previous->content_bans == live.content_bans) {
    live.screener = previous->screener;
    if (previous->site.shadow_policy == live.site.shadow_policy) {
      live.shadow = previous->shadow;
      live.shadow_reads_alike = previous->shadow_reads_alike;
      return read;
    }
    if (live.site.shadow_policy.empty()) return read;
  }
  absl::Status got = ReadPolicy(site, read);
  if (!got.ok()) return got;
  return read;
}

absl::Status SiteLoader::ReadBans(const std::string& site,
                                  const LiveSite* previous, LiveSite& live) {
  if (text_.bans == nullptr || live.bans_revision == 0) return absl::OkStatus();
  if (previous != nullptr && previous->bans_revision == live.bans_revision) {
    live.content_bans = previous->content_bans;
    return absl::OkStatus();
  }
  const auto stored = text_.bans->OfContent(site);
  if (!stored.ok()) return stored.status();
  for (const Ban& ban : stored->bans) {
    if (auto matched = ToContentBan(ban)) {
      live.content_bans.push_back(*std::move(matched));
    }
  }
  return absl::OkStatus();
}

void SiteLoader::OpenAdapter(LiveSite& live) {
  if (text_.adapters == nullptr || text_.classifier == nullptr ||
      live.site.settings.adapter == AdapterMode::kOff) {
    return;
  }
  const std::string& model = text_.classifier->model().revision();
  const auto stored = text_.adapters->Read(live.site.id, model, /*known=*/-1,
                                           /*lessons_max=*/0);
  // The learner reads it again within a second; no reason to refuse comments.
  if (!stored.ok()) return;
  live.adapter->Put(std::make_shared<const Adapter>(
      winnow::OpenAdapter(live.site.id, stored->bytes.value_or(""), model)));
}

absl::Status SiteLoader::ReadPolicy(const std::string& site, ReadSite& read) {
  LiveSite& live = *read.live;
  read.policy = text_.policy(live.site.policy);
  if (!read.policy.ok()) return absl::OkStatus();
  read.policy->revision = live.site.policy_revision;
  read.policy->filters.site_title = live.site.settings.title;
  read.policy->filters.languages = live.site.settings.languages;
  read.policy->filters.bans = live.content_bans;
  read.policy->time_zone = live.site.settings.time_zone;
  if (!live.site.shadow_policy.empty()) {
    auto shadow = text_.policy(live.site.shadow_policy);
    if (shadow.ok()) {
      read.shadow = *std::move(shadow);
      read.shadow->filters.site_title = live.site.settings.title;
      read.shadow->filters.languages = live.site.settings.languages;
      read.shadow->filters.bans = live.content_bans;
      read.shadow->time_zone = live.site.settings.time_zone;
    } else {
      LogUnusableShadow(site, shadow.status());
    }
  }
  auto own = ReadOwnLists(lists_, site, live.own_lists);
  for (int reads = 1; absl::IsAborted(own.status()) && reads < kReadsMax;
       ++reads) {
    auto stored = lists_.Lists(site);
    if (!stored.ok()) return stored.status();
    live.own_lists = std::move(stored->lists);
    own = ReadOwnLists(lists_, site, live.own_lists);
  }
  if (!own.ok()) {
    if (!absl::IsAborted(own.status())) return own.status();
    return WithRetryAfter(
        absl::UnavailableError("the site's lists change too often"),
        kRetryWhenListsChange);
  }
  read.own_lists = *std::move(own);
  read.terms = WordsIn(read.own_lists) + PhrasesIn(live.content_bans);
  if (!live.screener) read.terms += WordsIn(read.policy->filters.lists);
  if (read.shadow) read.terms += WordsIn(read.shadow->filters.lists);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const LiveSite>> SiteLoader::Compile(
    ReadSite read) {
  LiveSite& live = *read.live;
  if (read.shadow) {
    auto shadow = Screener::Make(*std::move(read.shadow), read.own_lists,
                                 read.classifier, live.adapter);
    if (shadow.ok()) {
      live.shadow = *std::move(shadow);
    } else {
      LogUnusableShadow(live.site.id, shadow.status());
    }
  }
  const auto compare = [&live] {
    live.shadow_reads_alike =
        live.shadow &&
        live.shadow->policy().filters == live.screener->policy().filters;
  };
  if (live.screener) {
    compare();
    return std::move(read.live);
  }
  auto screener =
      read.policy.ok()
          ? Screener::Make(*std::move(read.policy), std::move(read.own_lists),
                           read.classifier, live.adapter)
          : read.policy.status();
  if (!screener.ok()) {
    Log(Severity::kError, "policy_unusable",
        {{"site", live.site.id}, {"error", screener.status().message()}});
    live.usable = false;
    screener = Screener::Make(HoldEverything());
    if (!screener.ok()) return screener.status();
  }
  live.screener = *std::move(screener);
  compare();
  return std::move(read.live);
}

}  // namespace winnow
