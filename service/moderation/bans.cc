#include "service/moderation/bans.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/base/log.h"
#include "service/moderation/history.h"
#include "service/screening/text/views.h"

namespace winnow {
namespace {

// Code in history: what was banned.
absl::string_view CodeOf(BanTarget target) {
  switch (target) {
    case BanTarget::kAuthor:
      return "author";
    case BanTarget::kNetwork:
      return "network";
    case BanTarget::kEmailDomain:
      return "email_domain";
    case BanTarget::kLinkDomain:
      return "link_domain";
    case BanTarget::kPhrase:
      break;
  }
  return "phrase";
}

absl::string_view SignalOf(const Ban& ban) {
  if (ban.effect == BanKind::kHold) return "ban_hold";
  switch (ban.target) {
    case BanTarget::kAuthor:
    case BanTarget::kEmailDomain:
      return "banned_author";
    case BanTarget::kNetwork:
      return "banned_network";
    default:
      return "banned_content";
  }
}

// A ban that no rule asks about would do nothing, and nobody would notice.
absl::Status CheckPolicy(const LiveSite& live, const Ban& ban) {
  const absl::string_view signal = SignalOf(ban);
  for (const Rule& rule : live.screener->policy().rules) {
    if (rule.shadow) continue;
    for (const Condition& asked : rule.conditions) {
      if (!asked.is_score && asked.signal == signal) return absl::OkStatus();
    }
  }
  return absl::FailedPreconditionError(
      absl::StrCat("no rule of the site's policy asks about ", signal,
                   ", so the ban would do nothing; add a rule as the shipped "
                   "policies have it"));
}

BanChange ChangeOf(const LiveSite& live, HistoryAction action,
                   absl::string_view what, const Uuid& ban, absl::Time now,
                   const Principal& who, const std::string& request_id,
                   const std::string& content) {
  HistoryRecord record;
  record.time = now;
  record.key_id = who.key_id;
  record.key_name = who.name;
  record.action = action;
  record.resource =
      absl::StrCat("sites/", live.site.id, "/bans/", ban.ToString());
  record.reason = std::string(what);
  BanChange change;
  change.site = live.site.id;
  if (!request_id.empty()) {
    change.request_key = live.keys->RequestKey(request_id);
    change.content = live.keys->RequestKey(content);
  }
  change.record = EncodeHistory(record);
  change.digest = live.keys->AuditDigest(change.record);
  return change;
}

// The change stands; where it is not loaded the next submission loads it.
void UseNow(LiveSites& sites, const std::string& site, int64_t revision) {
  const auto loaded = sites.Load(site, revision);
  if (loaded.ok()) return;
  Log(Severity::kWarning, "site_not_reloaded",
      {{"site", site}, {"error", loaded.status().message()}});
}

}  // namespace

absl::StatusOr<std::string> Bans::Identify(const std::string& site, Ban& ban) {
  if (IsOfContent(ban.target)) {
    // "Free money" and "free money" are the same phrase to the matcher.
    ban.banned_key = Fold(ban.value);
    return std::string();
  }
  const auto stored = moderation_.Get(site, *ban.comment);
  if (!stored.ok()) return stored.status();
  const PrivatePart& hidden = stored->hidden;
  if (ban.target == BanTarget::kAuthor) {
    ban.banned_key = hidden.author.folded;
    ban.author_handle = stored->comment.author_handle;
  } else {
    ban.banned_key = hidden.network.subnet;
  }
  if (ban.banned_key.empty()) {
    return absl::FailedPreconditionError(
        ban.target == BanTarget::kAuthor
            ? "the comment's author is not known: it came without an account "
              "and an address"
            : "the network is not known: the comment came without its address, "
              "or that is not kept any more; ban the author instead");
  }
  return hidden.author.exact;
}

absl::StatusOr<BanOutcome> Bans::Create(const BanRequest& request,
                                        const Principal& who) {
  const auto live = sites_.LoadNewest(request.site);
  if (!live.ok()) return live.status();
  BanOutcome outcome = {.ban = request.ban};
  Ban& ban = outcome.ban;
  ban.key_id = who.key_id;
  ban.key_name = who.name;
  const auto author = Identify(request.site, ban);
  if (!author.ok()) return author.status();
  absl::Status asked = CheckPolicy(**live, ban);
  if (!asked.ok()) return asked;
  if (!request.dry_run) {
    ban.id = MakeUuidV7(clock_, random_);
    auto made = bans_.Create(
        ChangeOf(**live, HistoryAction::kBanCreated, CodeOf(ban.target), ban.id,
                 clock_.Now(), who, request.request_id, request.content),
        ban, request.duration);
    if (!made.ok()) return made.status();
    ban = std::move(made->ban);
    UseNow(sites_, request.site, made->site_revision);
  }
  auto touched =
      FindBannedComments(comments_, bans_, **live, ban, *author, clock_.Now());
  if (!touched.ok()) return touched.status();
  outcome.touched = *std::move(touched);
  if (!request.dry_run && request.reject_last > absl::ZeroDuration()) {
    absl::Status rejected = Reject(request, who, outcome);
    if (!rejected.ok()) return rejected;
  }
  return outcome;
}

absl::Status Bans::Reject(const BanRequest& request, const Principal& who,
                          BanOutcome& outcome) {
  auto batch =
      moderation_.BeginBatch(request.site, request.request_id, request.content);
  if (!batch.ok()) return batch.status();
  outcome.batch = *std::move(batch);
  const absl::Time since = clock_.Now() - request.reject_last;
  std::vector<DecisionRequest> chunk;
  const auto flush = [&] {
    for (const BatchRow& row :
         moderation_.DecideBatch(chunk, /*dry_run=*/false, who)) {
      if (!row.status.ok()) {
        ++outcome.kept;
      } else if (row.from != row.to) {
        ++outcome.rejected;
      }
    }
    chunk.clear();
  };
  for (const BannedComments::Row& row : outcome.touched.rows) {
    if (row.create_time < since) continue;
    chunk.push_back({.site = request.site,
                     .id = row.id,
                     .to = State::kRejected,
                     .revision = row.revision,
                     .reason = std::string(kBannedReason),
                     .batch = outcome.batch});
    if (static_cast<int>(chunk.size()) == kBatchMax) flush();
  }
  flush();
  return absl::OkStatus();
}

absl::Status Bans::Delete(const std::string& site, const Uuid& ban,
                          const std::string& request_id, const Principal& who) {
  const auto live = sites_.Load(site, 0);
  if (!live.ok()) return live.status();
  const auto revision = bans_.Delete(
      ChangeOf(**live, HistoryAction::kBanDeleted, "", ban, clock_.Now(), who,
               request_id, absl::StrCat("delete ", ban.ToString())),
      ban);
  if (!revision.ok()) return revision.status();
  UseNow(sites_, site, *revision);
  return absl::OkStatus();
}

absl::StatusOr<BanPage> Bans::List(const std::string& site,
                                   const std::optional<PageStart>& after,
                                   int limit) {
  // Those that have ended fill no page.
  BanPage page;
  page.next = after;
  do {
    const int wanted = limit - static_cast<int>(page.bans.size());
    auto more = bans_.List(site, page.next, wanted);
    if (!more.ok()) return more.status();
    for (Ban& ban : more->bans) page.bans.push_back(std::move(ban));
    page.next = std::move(more->next);
  } while (page.next && static_cast<int>(page.bans.size()) < limit);
  return page;
}

}  // namespace winnow
