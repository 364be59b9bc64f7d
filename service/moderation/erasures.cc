#include "service/moderation/erasures.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "service/intake/second_look.h"
#include "service/intake/stored_form.h"
#include "service/moderation/history.h"

namespace winnow {
namespace {

// After so many a step ends, so that whoever erases is told how far it is.
constexpr int kStepComments = 500;
// Of a call of the store, for which readers' comments wait.
constexpr size_t kTogether = 25;
// Reports kept with a comment.
constexpr int64_t kReportsKept = 100;
// For how long what was said is remembered, to find copies of it.
constexpr absl::Duration kSaidFor = absl::Hours(60);

std::vector<std::string> KeptSentences(const ErasureProgress& progress,
                                       absl::Duration ban_kept) {
  std::vector<std::string> kept = {
      "history: what moderators did to these comments, by comment id, without "
      "a name or text",
      "hashes that count rates and find copies, for at most 60 hours, and "
      "those over request ids, for 7 days",
      "hashes of texts among the last 1,024 that taught the site's adapter",
      "reports that this person made of other comments, under another "
      "pseudonym, as long as those comments"};
  if (progress.keep_text) {
    kept.push_back("the texts, without their author");
  }
  if (!progress.ban.empty()) {
    kept.push_back(absl::StrCat(
        "the ban ", progress.ban,
        " on this author, as a pseudonym alone, until it ends, in ",
        absl::ToInt64Hours(ban_kept) / 24,
        " days at the latest, or is taken back with winnow unban ",
        progress.ban));
  }
  return kept;
}

absl::Duration BanKept(const LiveSite& live) {
  return live.site.settings.retention.erased_bans;
}

void Count(const StoredComment& stored, bool keep_text,
           ErasureProgress& progress) {
  ++progress.comments;
  if (!stored.hidden.email.bytes.empty()) ++progress.emails;
  progress.texts += static_cast<int64_t>(stored.hidden.notes.size());
  if (!stored.hidden.appeal.empty()) ++progress.texts;
  if (keep_text) return;
  progress.texts += std::min(stored.reports.count, kReportsKept);
  if (stored.comment.state == State::kApproved) ++progress.retractions;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const LiveSite>> Erasures::Live(
    const std::string& site) {
  return sites_.Load(site, 0);
}

// Found by their comments, which their other key stands in.
absl::StatusOr<std::string> Erasures::BanIdOf(const std::string& site,
                                              const std::string& author_exact) {
  std::string cursor;
  const auto some = authors_.Some(site, author_exact, cursor);
  if (!some.ok()) return some.status();
  for (const StoredComment& stored : *some) {
    if (!stored.hidden.author_ban.empty()) return stored.hidden.author_ban;
  }
  return std::string();
}

absl::StatusOr<std::optional<Ban>> Erasures::BareBan(const std::string& site,
                                                     const std::string& id) {
  const auto parsed = ParseUuid(id);
  if (!parsed) return std::nullopt;
  const auto ban = authors_.BanOn(site, *parsed);
  if (absl::IsNotFound(ban.status())) return std::nullopt;
  if (!ban.ok()) return ban.status();
  Ban bare;
  bare.id = ban->id;
  bare.target = ban->target;
  bare.effect = ban->effect;
  bare.key_id = ban->key_id;
  bare.key_name = ban->key_name;
  bare.banned_key = ban->banned_key;
  return bare;
}

ErasedComment Erasures::Name(const LiveSite& live,
                             const StoredComment& stored) const {
  ErasedComment named = {.id = stored.comment.id,
                         .revision = stored.comment.revision,
                         .verdict = stored.hidden.verdict};
  for (Signal& signal : named.verdict.signals) {
    signal.spans.clear();
    // Which listed terms it had, perhaps in the name.
    signal.entries.clear();
  }
  const absl::Time said =
      std::max(stored.comment.id.Time(), stored.comment.update_time);
  if (stored.comment.body.empty() || clock_.Now() - said > kSaidFor) {
    return named;
  }
  const Draft draft = DraftOf(stored);
  named.body_key = live.keys->BodyKey(stored.hidden.author.exact,
                                      stored.comment.thread, draft.body);
  named.bands =
      MakeAttempt(draft, live.screener->Read(draft, live.sketch_key).sketch,
                  live)
          .bands;
  return named;
}

absl::StatusOr<ErasureReceipt> Erasures::Preview(
    const std::string& site, const std::string& author_exact, bool keep_text) {
  ErasureReceipt receipt;
  ErasureProgress& would = receipt.progress;
  would.author_exact = author_exact;
  would.keep_text = keep_text;
  std::string cursor;
  do {
    const auto some = authors_.Some(site, author_exact, cursor);
    if (!some.ok()) return some.status();
    for (const StoredComment& stored : *some) {
      if (stored.hidden.author.exact.empty()) continue;  // gone
      Count(stored, keep_text, would);
      if (!stored.hidden.author_ban.empty()) {
        would.ban = stored.hidden.author_ban;
      }
    }
  } while (!cursor.empty());
  const auto live = Live(site);
  if (!live.ok()) return live.status();
  if (would.comments == 0) {
    const auto known = authors_.Since(site, author_exact);
    if (!known.ok()) return known.status();
    if (!*known) return absl::NotFoundError(kNothingKept);
  }
  receipt.kept = KeptSentences(would, BanKept(**live));
  return receipt;
}

absl::StatusOr<ErasureReceipt> Erasures::Begin(
    const std::string& site, const Uuid& erasure, const AuthorChoice& author,
    bool keep_text, const std::string& request_id, const Principal& who) {
  const auto live = Live(site);
  if (!live.ok()) return live.status();
  ErasureRequest request;
  if (!request_id.empty()) {
    const SiteKeys& keys = *(*live)->keys;
    // Over what was asked, since what is found may be gone by now.
    std::string asked = absl::StrCat("erase ", keep_text ? "1 " : "0 ");
    if (author.comment) {
      absl::StrAppend(&asked, author.comment->ToString());
    } else {
      const auto exact = authors_.AuthorOf(site, author);
      if (!exact.ok()) return exact.status();
      absl::StrAppend(&asked, *exact);
    }
    request = {.key = keys.RequestKey(request_id),
               .content = keys.RequestKey(asked)};
    auto begun = store_.Find(site, request);
    if (begun.ok()) return Step(**live, *std::move(begun), who);
    if (!absl::IsNotFound(begun.status())) return begun.status();
  }
  const auto exact = authors_.AuthorOf(site, author);
  if (!exact.ok()) return exact.status();
  ErasureProgress wanted;
  wanted.id = erasure;
  wanted.author_exact = *exact;
  wanted.keep_text = keep_text;
  auto ban = BanIdOf(site, *exact);
  if (!ban.ok()) return ban.status();
  wanted.ban = *std::move(ban);
  const auto known = authors_.Since(site, *exact);
  if (!known.ok()) return known.status();
  if (!*known) return absl::NotFoundError(kNothingKept);
  if (log_ != nullptr) {
    absl::Status logged = log_->Append({.time = clock_.Now(),
                                        .site = site,
                                        .erasure = erasure,
                                        .author_exact = *exact,
                                        .keep_text = keep_text,
                                        .key_id = who.key_id});
    if (!logged.ok()) return logged;
  }
  auto progress = store_.Begin(site, wanted, request);
  // Nobody is to be erased by this line of the log, now or later.
  const bool is_void = absl::IsNotFound(progress.status()) ||
                       absl::IsAlreadyExists(progress.status()) ||
                       (progress.ok() && progress->id != erasure);
  if (is_void) {
    absl::Status settled = store_.Settle(site, erasure);
    if (!settled.ok()) return settled;
  }
  if (absl::IsNotFound(progress.status())) {
    return absl::NotFoundError(kNothingKept);
  }
  if (!progress.ok()) return progress.status();
  return Step(**live, *std::move(progress), who);
}

absl::StatusOr<ErasureReceipt> Erasures::GoOn(const std::string& site,
                                              const Uuid& erasure,
                                              const Principal& who) {
  const auto live = Live(site);
  if (!live.ok()) return live.status();
  auto progress = store_.Get(site, erasure);
  if (!progress.ok()) return progress.status();
  return Step(**live, *std::move(progress), who);
}

absl::StatusOr<bool> Erasures::Repeat(const LoggedErasure& logged) {
  const auto live = Live(logged.site);
  if (!live.ok()) return live.status();
  auto progress = store_.Get(logged.site, logged.erasure);
  if (absl::IsNotFound(progress.status())) {
    const auto since = authors_.Since(logged.site, logged.author_exact);
    if (!since.ok()) return since.status();
    // Who came, or came back, after it was asked for is not meant.
    if (!*since || **since > logged.time) {
      absl::Status settled = store_.Settle(logged.site, logged.erasure);
      if (!settled.ok()) return settled;
      return true;
    }
    ErasureProgress again;
    again.id = logged.erasure;
    again.author_exact = logged.author_exact;
    again.keep_text = logged.keep_text;
    auto ban = BanIdOf(logged.site, logged.author_exact);
    if (!ban.ok()) return ban.status();
    again.ban = *std::move(ban);
    progress = store_.Begin(logged.site, again, {});
  }
  if (!progress.ok()) return progress.status();
  Principal who;
  who.key_id = logged.key_id;
  who.name = "log of erasures";
  const auto receipt = Step(**live, *std::move(progress), who);
  if (!receipt.ok()) return receipt.status();
  return receipt->rewritten;
}

absl::StatusOr<ErasureReceipt> Erasures::Step(const LiveSite& live,
                                              ErasureProgress progress,
                                              const Principal& who) {
  const std::string& site = live.site.id;
  const Uuid erasure = progress.id;
  ErasureReceipt receipt;
  std::string cursor;
  int taken = 0;
  // One pass over the author's record; what came meanwhile, or changed, is for
  // the next step.
  do {
    if (progress.remaining == 0) break;
    const auto some = authors_.Some(site, progress.author_exact, cursor);
    if (!some.ok()) return some.status();
    std::vector<ErasedComment> erased;
    for (const StoredComment& stored : *some) {
      erased.push_back(Name(live, stored));
      if (erased.size() < kTogether && &stored != &some->back()) continue;
      auto after = store_.Erase(site, erasure, erased);
      if (!after.ok()) return after.status();
      progress = *std::move(after);
      taken += static_cast<int>(erased.size());
      erased.clear();
    }
  } while (!cursor.empty() && taken < kStepComments);
  if (progress.remaining == 0 && !progress.done) {
    HistoryRecord record;
    record.time = clock_.Now();
    record.key_id = who.key_id;
    record.key_name = who.name;
    record.action = HistoryAction::kAuthorErased;
    record.resource = absl::StrCat("sites/", site);
    record.reason = progress.keep_text ? "text_kept" : "";
    record.batch = erasure.ToString();
    record.revision = progress.comments;
    const std::string bytes = EncodeHistory(record);
    const auto ban = BareBan(site, progress.ban);
    if (!ban.ok()) return ban.status();
    auto after = store_.Finish(site, erasure, live.keys->AuditDigest(bytes),
                               bytes, *ban, BanKept(live));
    if (!after.ok()) return after.status();
    progress = *std::move(after);
  }
  receipt.kept = KeptSentences(progress, BanKept(live));
  if (progress.done) {
    const auto rewritten = store_.Rewrite(site, erasure);
    if (!rewritten.ok()) return rewritten.status();
    receipt.rewritten = *rewritten;
  }
  if (receipt.rewritten) {
    absl::Status settled = store_.Settle(site, erasure);
    if (!settled.ok()) return settled;
    auto pending = store_.Pending(site, erasure);
    if (!pending.ok()) return pending.status();
    receipt.pending = *std::move(pending);
  }
  receipt.progress = std::move(progress);
  return receipt;
}

}  // namespace winnow
