#include "service/store/redis/redis_thread_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(5);
constexpr absl::Duration kRequestTtl = absl::Hours(7 * 24);

// [thread, fields, approved, hot until]; absent for a thread without an id.
absl::StatusOr<std::optional<StoredThread>> ThreadOf(const Reply& row) {
  if (row.size() != 4) return BadReply("get_thread");
  StoredThread stored;
  stored.key = std::string(row[0].text());
  const Reply& fields = row[1];
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    const absl::string_view name = fields[i].text();
    const absl::string_view value = fields[i + 1].text();
    SetThreadField(name, value, stored.thread);
    if (name == "mode" && value.size() == 1) {
      stored.mode = static_cast<ThreadMode>(value[0]);
    } else if (name == "held") {
      // Held before this version counted them.
      stored.held = std::max<int64_t>(0, IntOf(value));
    } else if (name == "created") {
      stored.create_time = TimeOfMillis(value);
    }
  }
  if (stored.thread.id.empty()) return std::nullopt;
  stored.approved = row[2].integer();
  stored.hot_until = HotUntilOf(row[3].text());
  return stored;
}

}  // namespace

absl::StatusOr<Reply> RedisThreadStore::Call(const std::string& prefix,
                                             Command command, bool idempotent) {
  return CheckReply(
      redis_.Call(prefix, std::move(command),
                  {.timeout = kCallTimeout, .idempotent = idempotent}));
}

absl::StatusOr<std::optional<StoredThread>> RedisThreadStore::Get(
    const std::string& site, const std::string& key) {
  const std::string prefix = SitePrefix(site);
  auto reply =
      Call(prefix, ReadFunction("get_thread", prefix).Append(key), true);
  if (!reply.ok()) return reply.status();
  return ThreadOf(*reply);
}

absl::StatusOr<std::vector<ThreadStore::Row>> RedisThreadStore::List(
    const std::string& site, const std::optional<PageStart>& after, int limit) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    ReadFunction("list_threads", prefix)
                        .Append(after ? after->score : "")
                        .Append(after ? after->id.Bytes() : "")
                        .AppendInt(limit),
                    true);
  if (!reply.ok()) return reply.status();
  std::vector<Row> rows;
  for (const Reply& item : reply->items()) {
    if (item.size() != 2) return BadReply("list_threads");
    auto stored = ThreadOf(item[1]);
    if (!stored.ok()) return stored.status();
    const auto id = UuidFromBytes(item[1][0].text());
    if (!id) return BadReply("list_threads");
    rows.push_back({.place = {.score = std::string(item[0].text()), .id = *id},
                    .stored = stored->value_or(StoredThread())});
  }
  return rows;
}

absl::StatusOr<MoveOutcome> RedisThreadStore::BeginMove(
    const ThreadMove& move) {
  const std::string prefix = SitePrefix(move.site);
  auto reply = Call(prefix,
                    Function("begin_move", prefix)
                        .Append(move.from)
                        .Append(move.to)
                        .Append(move.to_id)
                        .Append(move.url)
                        .Append(move.digest)
                        .Append(move.record)
                        .Append(move.request_key)
                        .Append(absl::StrCat(move.to, move.fingerprint)),
                    false);
  if (!reply.ok()) return reply.status();
  const absl::string_view what =
      reply->size() == 0 ? absl::string_view() : (*reply)[0].text();
  if (what == "begun") return MoveOutcome::kBegun;
  if (what == "replay") return MoveOutcome::kReplay;
  if (what == "other") return MoveOutcome::kOtherRequest;
  if (what == "missing") {
    return absl::NotFoundError("there is no such thread to move");
  }
  return BadReply("begin_move");
}

absl::StatusOr<int64_t> RedisThreadStore::MoveIndex(const ThreadMove& move,
                                                    const std::string& index) {
  const std::string prefix = SitePrefix(move.site);
  int64_t moved = 0;
  std::string score;
  std::string id;
  do {
    auto reply = Call(prefix,
                      Function("move_chunk", prefix)
                          .Append(move.from)
                          .Append(move.to)
                          .Append(move.to_id)
                          .Append(index)
                          .Append(score)
                          .Append(id)
                          .AppendInt(kFeedEventsMax),
                      true);
    if (!reply.ok()) return reply.status();
    if (reply->size() != 3) return BadReply("move_chunk");
    moved += (*reply)[0].integer();
    score = std::string((*reply)[1].text());
    id = std::string((*reply)[2].text());
  } while (!score.empty());
  return moved;
}

absl::StatusOr<int64_t> RedisThreadStore::MoveComments(const ThreadMove& move) {
  int64_t all = 0;
  // In the queue leased comments have their places, so none is passed over
  // whose lease begins or ends meanwhile.
  for (const std::string& index :
       {absl::StrCat("approved:", move.from), std::string("queue"),
        std::string("rejected"), std::string("spam"),
        std::string("withdrawn")}) {
    const auto moved = MoveIndex(move, index);
    if (!moved.ok()) return moved.status();
    all += *moved;
  }
  return all;
}

absl::Status RedisThreadStore::EndMove(const ThreadMove& move) {
  const std::string prefix = SitePrefix(move.site);
  return Call(prefix,
              Function("end_move", prefix)
                  .Append(move.from)
                  .Append(move.request_key)
                  .Append(absl::StrCat(move.to, move.fingerprint))
                  .AppendInt(absl::ToInt64Seconds(kRequestTtl)),
              true)
      .status();
}

}  // namespace winnow
