#include "service/store/redis/redis_import_store.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

std::string IdBytes(const std::optional<Uuid>& id) {
  return id ? std::string(id->Bytes()) : std::string();
}

Command ImportCommand(const ImportEntry& entry, const std::string& prefix) {
  const Comment& comment = entry.stored.comment;
  const PrivatePart& hidden = entry.stored.hidden;
  Command command = Function("import", prefix, 2048 + comment.body.size());
  // An export of ours names comments by their ids.
  std::string parent = IdBytes(comment.parent);
  if (parent.empty()) parent = IdBytes(ParseUuid(entry.parent_source));
  command.Append(comment.id.Bytes())
      .Append(entry.source)
      .Append(entry.fingerprint)
      .Append(IdBytes(ParseUuid(entry.source)))
      .Append(entry.parent_source)
      .Append(parent)
      .Append(StateCode(comment.state))
      .Append(IndexScore(comment.state, hidden.verdict.priority,
                         comment.id.Time(), comment.create_time))
      .Append(MillisText(comment.create_time))
      .Append(hidden.thread_key)
      .Append(hidden.author.exact)
      .AppendInt(entry.held_max)
      .AppendInt(entry.discarded_max)
      .Append(entry.key_id)
      .Append(entry.lesson)
      .Append(entry.dry_run ? "1" : "0");
  Arguments fields = PrivateFields(comment.id, hidden);
  fields.Append("source");
  fields.Append(entry.source);
  if (!hidden.decided_by.empty()) {
    fields.Append("by");
    fields.Append(hidden.decided_by);
  }
  command.AppendCounted(ThreadFields(entry.stored.thread, entry.thread_print))
      .AppendCounted(PublicFields(comment))
      .AppendAll(fields);
  return command;
}

absl::StatusOr<ImportOutcome> OutcomeOf(const Reply& reply) {
  using Kind = ImportOutcome::Kind;
  if (!reply.is_array() || reply.size() == 0) return BadReply("import");
  const absl::string_view what = reply[0].text();
  ImportOutcome outcome;
  if (what == "stored") {
    outcome.kind = Kind::kStored;
  } else if (what == "could") {
    outcome.kind = Kind::kWouldStore;
  } else if (what == "no_parent") {
    outcome.kind = Kind::kNoParent;
  } else if (what == "full") {
    outcome.kind = Kind::kQueueFull;
  } else if (what == "no_site") {
    outcome.kind = Kind::kNoSite;
  } else if (what == "key_gone") {
    outcome.kind = Kind::kKeyGone;
  } else if (what == "replay" && reply.size() == 4) {
    const auto id = UuidFromBytes(reply[1].text());
    if (!id) return BadReply("import");
    outcome.kind = Kind::kReplay;
    outcome.replay = {.id = *id,
                      .fingerprint = std::string(reply[2].text()),
                      .comment = CommentOf(*id, reply[3])};
  } else {
    return BadReply("import");
  }
  return outcome;
}

}  // namespace

void RedisImportStore::Import(
    const ImportEntry& entry,
    absl::AnyInvocable<void(absl::StatusOr<ImportOutcome>) &&> done) {
  const std::string prefix = SitePrefix(entry.site);
  redis_.Send(prefix, ImportCommand(entry, prefix),
              {.timeout = kTimeout, .idempotent = true},
              [done = std::move(done)](absl::StatusOr<Reply> reply) mutable {
                reply = CheckReply(std::move(reply));
                if (!reply.ok()) {
                  std::move(done)(reply.status());
                } else {
                  std::move(done)(OutcomeOf(*reply));
                }
              });
}

absl::StatusOr<int64_t> RedisImportStore::RecordImports(
    const std::string& site, const std::string& key_id, int64_t count,
    const std::string& digest, const std::string& record) {
  const std::string prefix = SitePrefix(site);
  // Sent twice, the second finds nothing left to record.
  auto reply = CheckReply(
      redis_.Call(prefix,
                  Function("record_imports", prefix, 256 + record.size())
                      .Append(key_id)
                      .AppendInt(count)
                      .Append(digest)
                      .Append(record),
                  {.timeout = kTimeout, .idempotent = true}));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 2) return BadReply("record_imports");
  return IntOf((*reply)[1].text());
}

absl::StatusOr<std::vector<std::string>> RedisImportStore::SourceIds(
    const std::string& site, const std::vector<Uuid>& ids) {
  std::vector<std::string> sources;
  if (ids.empty()) return sources;
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("source_ids", prefix);
  for (const Uuid& id : ids) command.Append(id.Bytes());
  auto reply = CheckReply(redis_.Call(
      prefix, std::move(command), {.timeout = kTimeout, .idempotent = true}));
  if (!reply.ok()) return reply.status();
  if (reply->size() != ids.size()) return BadReply("source_ids");
  for (const Reply& item : reply->items()) {
    sources.emplace_back(item.text());
  }
  return sources;
}

absl::Status RedisImportStore::RecordExport(const std::string& site,
                                            const std::string& digest,
                                            const std::string& record) {
  const std::string prefix = SitePrefix(site);
  auto reply = CheckReply(
      redis_.Call(prefix,
                  Function("record_export", prefix, 256 + record.size())
                      .Append(digest)
                      .Append(record),
                  {.timeout = kTimeout, .idempotent = false}));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 1) return BadReply("record_export");
  if ((*reply)[0].text() == "missing") {
    return absl::NotFoundError("no such site");
  }
  return absl::OkStatus();
}

}  // namespace winnow
