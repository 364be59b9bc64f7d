// The part of Moderation that decides many comments at once: they are read
// together and decided together, so that many decisions wait for the disk about
// as long as one.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "service/moderation/lease_check.h"
#include "service/moderation/moderation.h"
#include "service/moderation/revision_check.h"

namespace winnow {
namespace {

// Decisions on their way at once. More would save little: what waits for the
// disk is then less than what Redis does, and readers' comments queue behind
// it.
constexpr size_t kTogether = 25;

// What a decision would do to a comment as it is now.
BatchRow RowOf(const DecisionRequest& request, const StoredComment& now,
               const Principal& who) {
  BatchRow row = {.id = request.id,
                  .from = now.comment.state,
                  .to = request.to,
                  .revision = now.comment.revision};
  row.status = CheckRevision(now, request.revision);
  if (row.status.ok()) row.status = CheckDecidable(now);
  if (row.status.ok()) row.status = CheckLease(now, who, request.lease);
  row.changed = row.from != row.to ||
                (row.to == State::kApproved && now.reports.open_weight > 0) ||
                (!request.message.empty() &&
                 request.message != now.comment.public_message);
  return row;
}

}  // namespace

std::vector<BatchRow> Moderation::DecideBatch(
    const std::vector<DecisionRequest>& requests, bool dry_run,
    const Principal& who) {
  if (requests.empty()) return {};
  std::vector<Uuid> ids;
  ids.reserve(requests.size());
  for (const DecisionRequest& request : requests) ids.push_back(request.id);
  return DecideRead(requests, store_.Read(requests.front().site, ids, true),
                    dry_run, who);
}

std::vector<BatchRow> Moderation::DecideRead(
    const std::vector<DecisionRequest>& requests,
    const absl::StatusOr<std::vector<StoredComment>>& read, bool dry_run,
    const Principal& who) {
  std::vector<BatchRow> rows;
  rows.reserve(requests.size());
  // One that cannot be read must not keep the others from being decided.
  const bool one_by_one = absl::IsDataLoss(read.status());
  std::map<Uuid, const StoredComment*> unseen;
  if (read.ok()) {
    for (const StoredComment& stored : *read) {
      unseen.emplace(stored.comment.id, &stored);
    }
  }

  std::vector<size_t> alone;
  std::vector<size_t> together;
  std::vector<Decision> decisions;
  std::set<Uuid> named;
  for (size_t i = 0; i < requests.size(); ++i) {
    const DecisionRequest& request = requests[i];
    BatchRow& row = rows.emplace_back();
    row.id = request.id;
    row.to = request.to;
    // Who is named twice is decided twice, as it is then.
    if (one_by_one || !named.insert(request.id).second) {
      alone.push_back(i);
      continue;
    }
    const auto found = unseen.find(request.id);
    if (!read.ok() || found == unseen.end()) {
      row.status =
          read.ok() ? absl::NotFoundError("no such comment") : read.status();
      continue;
    }
    row = RowOf(request, *found->second, who);
    if (!row.status.ok() || dry_run) continue;
    if (row.from == row.to) {
      // Nothing to do, or one of the rare things that are no change of state.
      alone.push_back(i);
      continue;
    }
    auto decision =
        PrepareRequested(request, *found->second, WordsOf(request), who);
    row.status = decision.status();
    if (!decision.ok()) continue;
    decisions.push_back(*std::move(decision));
    together.push_back(i);
  }

  for (size_t from = 0; from < decisions.size(); from += kTogether) {
    const size_t end = std::min(from + kTogether, decisions.size());
    const auto at = std::make_move_iterator(decisions.begin());
    const auto revisions = store_.DecideAll({at + from, at + end});
    for (size_t k = from; k < end; ++k) {
      const auto& revision = revisions[k - from];
      BatchRow& row = rows[together[k]];
      row.status = revision.status();
      if (revision.ok()) row.revision = *revision;
      // Somebody's change came between; who did not say what they saw is asked
      // for no more than before.
      if (absl::IsAborted(row.status) && !requests[together[k]].revision) {
        alone.push_back(together[k]);
      }
    }
  }
  for (const size_t i : alone) DecideAlone(requests[i], dry_run, who, rows[i]);
  return rows;
}

void Moderation::DecideAlone(const DecisionRequest& request, bool dry_run,
                             const Principal& who, BatchRow& row) {
  const auto before = Get(request.site, request.id);
  row.status = before.status();
  if (!before.ok()) return;
  row = RowOf(request, *before, who);
  if (!row.status.ok() || dry_run) return;
  const auto after = Decide(request, who);
  row.status = after.status();
  if (after.ok()) row.revision = after->comment.revision;
}

}  // namespace winnow
