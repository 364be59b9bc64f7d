#include "service/store/redis/redis_queue_watch_store.h"

#include <utility>

#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(5);

// [what, key, place in its stream, comment or its id alone]
absl::StatusOr<QueueChange> ChangeOf(const Reply& row) {
  const auto bad = [] { return BadReply("queue_changes"); };
  if (row.size() != 4 || row[0].text().size() != 1 || row[3].size() == 0) {
    return bad();
  }
  const auto id = UuidFromBytes(row[3][0].text());
  if (!id) return bad();
  auto stored = StoredOf(row[3]);
  if (!stored.ok()) return stored.status();
  const absl::string_view place = row[2].text();
  return QueueChange{.type = static_cast<QueueChange::Type>(row[0].text()[0]),
                     .id = *id,
                     .time = TimeOfMillis(place.substr(0, place.find('-'))),
                     .key_id = std::string(row[1].text()),
                     .stored = *std::move(stored)};
}

}  // namespace

absl::StatusOr<QueueChanges> RedisQueueWatchStore::ChangesAfter(
    const std::string& site, const QueuePlace& place) {
  const std::string prefix = SitePrefix(site);
  auto reply =
      CheckReply(redis_.Call(prefix,
                             ReadFunction("queue_changes", prefix)
                                 .Append(place.feed)
                                 .Append(place.changes)
                                 .AppendInt(kQueueChangesMax),
                             {.timeout = kCallTimeout, .idempotent = true}));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1 && (*reply)[0].text() == "too_old") {
    return absl::OutOfRangeError("changes after this place are gone");
  }
  if (reply->size() != 7) return BadReply("queue_changes");
  QueueChanges found;
  found.held = (*reply)[1].integer();
  found.leased = (*reply)[2].integer();
  found.next = {.feed = std::string((*reply)[3].text()),
                .changes = std::string((*reply)[4].text())};
  found.more = (*reply)[5].integer() == 1;
  for (const Reply& row : (*reply)[6].items()) {
    auto change = ChangeOf(row);
    if (!change.ok()) return change.status();
    found.changes.push_back(*std::move(change));
  }
  return found;
}

absl::Status RedisQueueWatchStore::Tend(const std::string& site,
                                        absl::Duration length,
                                        const std::vector<Session>& sessions) {
  const std::string prefix = SitePrefix(site);
  Command command = Function("tend_queue", prefix);
  command.AppendInt(absl::ToInt64Milliseconds(length));
  for (const auto& [key_id, session] : sessions) {
    command.Append(key_id).Append(session);
  }
  return CheckReply(redis_.Call(prefix, std::move(command),
                                {.timeout = kCallTimeout, .idempotent = true}))
      .status();
}

absl::StatusOr<QueueMeasure> RedisQueueWatchStore::Measure(
    const std::string& site, int64_t held_max, absl::Duration age_max) {
  const std::string prefix = SitePrefix(site);
  // Sent twice it tells nothing twice.
  auto reply =
      CheckReply(redis_.Call(prefix,
                             Function("measure_queue", prefix)
                                 .AppendInt(held_max)
                                 .AppendInt(absl::ToInt64Milliseconds(age_max))
                                 .AppendInt(kFeedEventsMax),
                             {.timeout = kCallTimeout, .idempotent = true}));
  if (!reply.ok()) return reply.status();
  if (reply->size() != 5) return BadReply("measure_queue");
  return QueueMeasure{.held = (*reply)[0].integer(),
                      .leased = (*reply)[1].integer(),
                      .oldest_age = absl::Milliseconds((*reply)[2].integer()),
                      .removed_total = (*reply)[3].integer(),
                      .alarmed = (*reply)[4].integer() == 1};
}

}  // namespace winnow
