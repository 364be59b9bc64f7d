// The call of an edit.
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/redis_comment_store.h"

namespace winnow {
namespace {

// What an edit writes of the private part.
Arguments ChangedFields(const Uuid& id, const PrivatePart& hidden) {
  PrivatePart changed;
  changed.verdict = hidden.verdict;
  changed.sketch = hidden.sketch;
  changed.cluster = hidden.cluster;
  return PrivateFields(id, changed);
}

Command EditCommand(const Edit& edit, const std::string& prefix) {
  const Comment& comment = edit.edited.comment;
  const PrivatePart& hidden = edit.edited.hidden;
  Command command = Function("edit", prefix, 1024 + comment.body.size());
  command.Append(comment.id.Bytes())
      .AppendInt(edit.revision)
      .Append(StateCode(edit.from))
      .Append(StateCode(comment.state))
      .Append(IndexScore(comment.state, hidden.verdict.priority,
                         comment.id.Time(), comment.create_time))
      .Append(MillisText(comment.create_time))
      .Append(hidden.thread_key)
      .Append(comment.parent ? comment.parent->Bytes() : "")
      .Append(hidden.author.exact)
      .Append(edit.request_key)
      .Append(absl::StrCat(comment.id.Bytes(), edit.fingerprint))
      .AppendInt(absl::ToInt64Seconds(edit.request_ttl))
      .AppendInt(edit.held_max)
      .AppendInt(kFeedEventsMax)
      .Append(edit.forgets_decision ? "1" : "0")
      .Append(edit.body_key)
      .Append(edit.old_body_key)
      .Append(hidden.cluster ? hidden.cluster->Bytes() : "")
      .Append(edit.digest)
      .Append(edit.record)
      .Append(edit.moderator)
      .Append(edit.steal_digest)
      .Append(edit.steal_record)
      .Append(edit.verdict_count.day)
      .Append(edit.verdict_count.field)
      .AppendInt(static_cast<int64_t>(edit.bands.size()));
  for (const std::string& band : edit.bands) command.Append(band);
  command.AppendCounted(PublicFields(comment))
      .AppendAll(ChangedFields(comment.id, hidden));
  return command;
}

}  // namespace

absl::StatusOr<std::optional<Replay>> RedisCommentStore::Request(
    const std::string& site, const std::string& request_key) {
  const std::string prefix = SitePrefix(site);
  auto reply =
      Call(prefix,
           Command("GET").Append(absl::StrCat(prefix, "request:", request_key)),
           true);
  if (!reply.ok()) return reply.status();
  if (reply->is_nil()) return std::nullopt;
  const absl::string_view value = reply->text();
  const auto id = UuidFromBytes(value.substr(0, 16));
  if (!id) return BadReply("request");
  return Replay{.id = *id,
                .fingerprint = std::string(value.substr(16)),
                .comment = std::nullopt};
}

absl::StatusOr<EditOutcome> RedisCommentStore::Change(const Edit& edit) {
  const std::string prefix = SitePrefix(edit.site);
  auto reply = Call(prefix, EditCommand(edit, prefix), false);
  if (!reply.ok()) return reply.status();
  const absl::string_view what =
      reply->size() == 0 ? absl::string_view() : (*reply)[0].text();
  if (what == "done") return EditOutcome::kDone;
  if (what == "replay") return EditOutcome::kReplay;
  if (what == "other") return EditOutcome::kOtherRequest;
  if (what == "full") return EditOutcome::kQueueFull;
  return ErrorOfChange(*reply, "edit");
}

}  // namespace winnow
