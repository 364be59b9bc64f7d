#include "service/api/batch_changes.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/api/batch_rows.h"
#include "service/api/convert_moderation.h"
#include "service/api/errors.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/base/status_details.h"
#include "service/moderation/filter.h"

namespace winnow {
namespace {

absl::Status Bad(std::string field, std::string what) {
  return InvalidFields(
      {{.field = std::move(field), .description = std::move(what)}});
}

// Whether the last thing that was done to a comment is what a request, whose
// answer was lost, asked for.
bool IsUndoneBy(const HistoryRecord& last, const Principal& who,
                absl::Time request_time) {
  return last.action == HistoryAction::kUndone && last.key_id == who.key_id &&
         last.time >= request_time;
}

}  // namespace

absl::Status UndoComment(Moderation& moderation, const Caller& who,
                         const StoredComment& seen,
                         const v1::UndoDecisionRequest& request,
                         v1::UndoDecisionResponse& response) {
  const auto etag = ParseEtag(request.etag());
  if (!etag.ok()) return etag.status();
  const Uuid id = seen.comment.id;
  if (!request.dry_run() && !request.request_id().empty()) {
    const auto begun = BeginBatch(moderation, request);
    if (!begun.ok()) return begun.status();
    const auto last = DecodeHistory(seen.hidden.last_decision);
    if (last.ok() &&
        IsUndoneBy(*last, who.principal(), ParseUuid(*begun)->Time())) {
      AddResult({.id = id,
                 .from = last->from,
                 .to = last->to,
                 .revision = seen.comment.revision},
                who.site, request.request_id(), response);
      FillModeratedComment(seen, who.site, *response.mutable_comment());
      return absl::OkStatus();
    }
  }
  auto undone = request.dry_run()
                    ? moderation.WouldUndo(who.site, id, *etag)
                    : moderation.Undo(who.site, id, *etag, who.principal());
  if (!undone.ok()) return undone.status();
  AddResult({.id = id,
             .from = seen.comment.state,
             .to = undone->comment.state,
             .revision = undone->comment.revision},
            who.site, request.request_id(), response);
  FillModeratedComment(*std::move(undone), who.site,
                       *response.mutable_comment());
  return absl::OkStatus();
}

absl::Status UndoBatch(Moderation& moderation, const Caller& who,
                       const v1::UndoDecisionRequest& request,
                       v1::UndoDecisionResponse& response) {
  const auto batch = ParseUuid(request.batch());
  if (!batch) return Bad("batch", "must be the batch of an earlier answer");
  if (!request.etag().empty()) return Bad("etag", "does not go with batch");
  const auto start =
      ParsePageToken(request.page_token(), {who.site, request.batch()});
  if (!start.ok()) return start.status();
  // The token has the place, and the name of this undoing.
  int64_t from = 0;
  std::string undo;
  if (*start) {
    if (!absl::SimpleAtoi((*start)->score, &from) || from < 0) from = 0;
    if (!request.dry_run()) undo = (*start)->id.ToString();
  } else if (!request.dry_run()) {
    auto begun = BeginBatch(moderation, request);
    if (!begun.ok()) return begun.status();
    undo = *std::move(begun);
  }
  const auto part = moderation.UndoBatch(
      who.site, *batch, from, request.dry_run(), undo, who.principal(),
      [&who](const StoredComment& stored) {
        return MaySee(who.principal(), stored);
      });
  if (!part.ok()) return part.status();
  response.set_batch(undo);
  for (const BatchRow& row : part->rows) {
    AddResult(row, who.site, request.request_id(), response);
  }
  if (part->more) {
    const auto id = ParseUuid(undo);
    response.set_next_page_token(MakePageToken(
        {.score = absl::StrCat(from + kBatchMax), .id = id.value_or(Uuid())},
        {who.site, request.batch()}));
  }
  return absl::OkStatus();
}

absl::Status RescreenComments(Moderation& moderation, const Caller& who,
                              const v1::RescreenCommentsRequest& request,
                              v1::RescreenCommentsResponse& response) {
  if (request.filter().empty()) {
    return Bad("filter", "is required; state=held means all that wait");
  }
  const auto filter = CommentFilter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  if (filter->state() != State::kHeld) {
    return Bad("filter", "only held comments are screened again");
  }
  auto start =
      ParsePageToken(request.page_token(), {who.site, request.filter()});
  if (!start.ok()) return start.status();
  if (absl::Status joined = JoinBatch(moderation, request, response);
      !joined.ok()) {
    return joined;
  }
  auto page = moderation.Search(who.site, *filter, *start, kBatchMax);
  if (!page.ok()) return page.status();
  // What arrived since the batch began was judged by the live policy already.
  const auto batch = ParseUuid(response.batch());
  std::vector<StoredComment> held;
  for (StoredComment& stored : page->comments) {
    if (batch && stored.comment.id.Time() > batch->Time()) continue;
    if (MaySee(who.principal(), stored)) held.push_back(std::move(stored));
  }
  const auto rows = moderation.Rescreen(who.site, held, request.dry_run(),
                                        response.batch(), who.principal());
  if (!rows.ok()) return rows.status();
  response.set_examined(static_cast<int64_t>(held.size()));
  for (const BatchRow& row : *rows) {
    AddResult(row, who.site, request.request_id(), response);
  }
  if (page->next) {
    response.set_next_page_token(
        MakePageToken(*page->next, {who.site, request.filter()}));
  }
  return absl::OkStatus();
}

}  // namespace winnow
