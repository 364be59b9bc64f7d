// The calls of what authors and moderators change beside decisions and edits.
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/note_record.h"
#include "service/store/redis/redis_comment_store.h"
#include "service/store/redis/verdict_record.h"

namespace winnow {
namespace {

// The eight arguments that all of them begin with.
Command Begin(absl::string_view function, const ChangeOrigin& origin,
              size_t bytes_hint = 512) {
  Command command = Function(function, SitePrefix(origin.site), bytes_hint);
  command.Append(origin.id.Bytes())
      .AppendInt(origin.revision)
      .Append(StateCode(origin.state))
      .Append(origin.request_key)
      .Append(absl::StrCat(origin.id.Bytes(), origin.fingerprint))
      .AppendInt(absl::ToInt64Seconds(origin.request_ttl))
      .Append(origin.digest)
      .Append(origin.record);
  return command;
}

// Where a comment stands and whose it is.
void AppendPlace(const StoredComment& stored, Command& command) {
  const std::optional<Uuid>& parent = stored.comment.parent;
  command.Append(stored.hidden.thread_key)
      .Append(parent ? parent->Bytes() : "")
      .Append(stored.hidden.author.exact);
}

}  // namespace

absl::StatusOr<ChangeOutcome> RedisCommentStore::Make(
    const ChangeOrigin& origin, Command command, absl::string_view function) {
  auto reply = Call(SitePrefix(origin.site), std::move(command), false);
  if (!reply.ok()) return reply.status();
  const absl::string_view what =
      reply->size() == 0 ? absl::string_view() : (*reply)[0].text();
  if (what == "done") return ChangeOutcome::kDone;
  if (what == "replay") return ChangeOutcome::kReplay;
  if (what == "other") return ChangeOutcome::kOtherRequest;
  if (what == "full") return ChangeOutcome::kFull;
  return ErrorOfChange(*reply, function);
}

absl::StatusOr<ChangeOutcome> RedisCommentStore::Withdraw(
    const Withdrawal& withdrawal) {
  const StoredComment& stored = withdrawal.stored;
  Command command = Begin("withdraw", withdrawal.origin);
  AppendPlace(stored, command);
  command.Append(MillisText(stored.comment.create_time))
      .Append(MillisText(withdrawal.now))
      .AppendInt(kFeedEventsMax)
      .Append(withdrawal.body_key)
      .Append(EncodeVerdict(stored.hidden.verdict));
  return Make(withdrawal.origin, std::move(command), "withdraw");
}

absl::StatusOr<ChangeOutcome> RedisCommentStore::Appeal(
    const AppealFiling& filing) {
  const StoredComment& stored = filing.stored;
  const Comment& comment = stored.comment;
  Command command = Begin("appeal", filing.origin, 512 + filing.text.size());
  AppendPlace(stored, command);
  command
      .Append(IndexScore(State::kHeld, stored.hidden.verdict.priority,
                         comment.id.Time(), comment.create_time))
      .Append(MillisText(comment.create_time))
      .Append(MillisText(filing.now))
      .AppendInt(kFeedEventsMax)
      .AppendInt(filing.held_max)
      .Append(filing.text)
      .Append(EncodeVerdict(stored.hidden.verdict));
  return Make(filing.origin, std::move(command), "appeal");
}

absl::StatusOr<ChangeOutcome> RedisCommentStore::AddNote(
    const NoteAddition& addition) {
  Command command =
      Begin("add_note", addition.origin, 512 + addition.note.text.size());
  command.Append(EncodeNote(addition.note)).Append(addition.note.key_id);
  return Make(addition.origin, std::move(command), "add_note");
}

absl::StatusOr<ChangeOutcome> RedisCommentStore::ChangeTags(
    const TagChange& change) {
  Command command = Begin("change_tags", change.origin);
  command.AppendInt(static_cast<int64_t>(change.add.size()));
  for (const std::string& tag : change.add) command.Append(tag);
  for (const std::string& tag : change.remove) command.Append(tag);
  return Make(change.origin, std::move(command), "change_tags");
}

absl::StatusOr<ChangeOutcome> RedisCommentStore::DismissReports(
    const ReportDismissal& dismissal) {
  Command command = Begin("dismiss_reports", dismissal.origin);
  command.Append(dismissal.decided_by);
  return Make(dismissal.origin, std::move(command), "dismiss_reports");
}

absl::StatusOr<std::vector<PageRow>> RedisCommentStore::PageReported(
    const std::string& site, const std::optional<PageStart>& after, int limit) {
  return Page(SitePrefix(site), "reported", /*newest_first=*/false, after,
              limit, Parts::kAll);
}

absl::StatusOr<int64_t> RedisCommentStore::CountReported(
    const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(
      prefix, Command("ZCARD").Append(absl::StrCat(prefix, "reported")), true);
  if (!reply.ok()) return reply.status();
  return reply->integer();
}

absl::StatusOr<ChangeOutcome> RedisCommentStore::Pick(
    const PickChange& change) {
  Command command = Begin("feature", change.origin);
  command.Append(change.featured ? "1" : "0")
      .Append(MillisText(change.now))
      .AppendInt(kFeedEventsMax);
  return Make(change.origin, std::move(command), "feature");
}

}  // namespace winnow
