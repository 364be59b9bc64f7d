// The part of Moderation that changes many comments at once: taking a batch
// back and screening held comments again.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/intake/second_look.h"
#include "service/moderation/blind.h"
#include "service/moderation/lease_check.h"
#include "service/moderation/moderation.h"

namespace winnow {

absl::StatusOr<bool> Moderation::IsInHand(const std::string& site,
                                          const StoredComment& stored) {
  const PrivatePart& hidden = stored.hidden;
  // The policy has had its say about what readers reported, or the author
  // appealed.
  if (stored.reports.retracted) return true;
  if (hidden.appeal_time != absl::InfinitePast()) return true;
  if (hidden.last_decision.empty()) return !hidden.decided_by.empty();
  const auto last = DecodeHistory(hidden.last_decision);
  // What cannot be read is left to people.
  if (!last.ok()) return true;
  if (last->action != HistoryAction::kUndone || last->batch.empty()) {
    return true;
  }
  // It came back with a whole batch, but perhaps by itself once before.
  const auto history = History(site, stored.comment.id);
  if (absl::IsDataLoss(history.status())) return true;
  if (!history.ok()) return history.status();
  return history->empty() ||
         std::any_of(history->begin(), history->end(),
                     [](const HistoryRecord& record) {
                       return record.action == HistoryAction::kUndone &&
                              record.batch.empty();
                     });
}

absl::StatusOr<Moderation::UndonePart> Moderation::UndoBatch(
    const std::string& site, const Uuid& batch, int64_t from, bool dry_run,
    const std::string& undo, const Principal& who,
    absl::FunctionRef<bool(const StoredComment&)> may_see) {
  const auto entries = store_.Batch(site, batch, from);
  if (!entries.ok()) return entries.status();
  if (entries->empty() && from == 0) {
    return absl::NotFoundError(
        "no such batch; batches can be undone for 30 days");
  }
  UndonePart part;
  part.more = entries->size() == kBatchMax;
  for (const CommentStore::BatchEntry& entry : *entries) {
    auto stored = Get(site, entry.id);
    BatchRow row = {.id = entry.id};
    if (!stored.ok()) {
      row.status = stored.status();
    } else if (!may_see(*stored)) {
      row.status = absl::PermissionDeniedError(
          "this key is limited to other sections of the site");
    } else {
      UndoOne(site, *stored, entry.revision, dry_run, undo, who, row);
    }
    part.rows.push_back(std::move(row));
  }
  return part;
}

void Moderation::UndoOne(const std::string& site, const StoredComment& stored,
                         int64_t revision, bool dry_run,
                         const std::string& undo, const Principal& who,
                         BatchRow& row) {
  const auto last = DecodeHistory(stored.hidden.last_decision);
  row.from = stored.comment.state;
  row.revision = stored.comment.revision;
  if (row.revision == revision + 1 && last.ok() && !undo.empty() &&
      last->batch == undo) {
    // By this very undoing, whose answer was lost.
    row.from = last->from;
    row.to = last->to;
  } else if (row.revision != revision) {
    row.status = absl::FailedPreconditionError(absl::StrCat(
        "it was changed since and stays ", StateName(stored.comment.state)));
  } else if (dry_run) {
    row.status = last.ok() ? CheckLease(stored, who, {}) : last.status();
    if (last.ok()) row.to = last->from;
  } else {
    auto undone = Undo(site, stored.comment.id, revision, who, undo);
    row.status = undone.status();
    if (!undone.ok()) return;
    row.to = undone->comment.state;
    row.revision = undone->comment.revision;
  }
}

absl::StatusOr<std::vector<BatchRow>> Moderation::Rescreen(
    const std::string& site, const std::vector<StoredComment>& held,
    bool dry_run, const std::string& batch, const Principal& who) {
  // Another server may have applied a policy that this one has not asked for.
  auto live = sites_.LoadNewest(site);
  if (!live.ok()) return live.status();
  std::vector<std::string> threads;
  threads.reserve(held.size());
  for (const StoredComment& stored : held) {
    threads.push_back(stored.hidden.thread_key);
  }
  if (held.empty()) return std::vector<BatchRow>();
  const auto now = store_.ThreadsNow(site, threads);
  if (!now.ok()) return now.status();
  std::vector<BatchRow> rows;
  for (size_t i = 0; i < held.size(); ++i) {
    const Comment& comment = held[i].comment;
    // What the policy says of blind ones is not to be told yet.
    if (comment.state != State::kHeld || IsBlind(held[i])) continue;
    const auto in_hand = IsInHand(site, held[i]);
    if (!in_hand.ok()) return in_hand.status();
    if (*in_hand) continue;
    const Verdict verdict =
        JudgeAsItIsNow(*(*live)->screener, held[i], (*now)[i]);
    if (verdict.state != State::kApproved) continue;
    BatchRow row = {.id = comment.id,
                    .from = State::kHeld,
                    .to = State::kApproved,
                    .revision = comment.revision};
    if (!dry_run) {
      auto approved = Decide({.site = site,
                              .id = comment.id,
                              .to = State::kApproved,
                              .revision = comment.revision,
                              .reason = "",
                              .batch = batch,
                              .rescreened = true},
                             who);
      row.status = approved.status();
      if (approved.ok()) row.revision = approved->comment.revision;
    } else {
      row.status = CheckLease(held[i], who, {});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace winnow
