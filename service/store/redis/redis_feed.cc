// Events, and how far those who read them are.
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/base/status_details.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/redis_comment_store.h"
#include "service/store/redis/subscription_record.h"

namespace winnow {
namespace {

// [held, limit, arrival of the oldest in ms]
QueueAlarm AlarmOf(const Reply& items) {
  QueueAlarm alarm = {.held = IntOf(items[0].text()),
                      .held_max = IntOf(items[1].text())};
  if (!items[2].text().empty()) alarm.oldest = TimeOfMillis(items[2].text());
  return alarm;
}

// Whether an event still says what is true of its comment.
bool IsCurrent(EventType type, const std::optional<Comment>& comment) {
  switch (type) {
    case EventType::kApproved:
    case EventType::kEdited:
      // One without a text has left: who publishes it has it.
      return comment && comment->state == State::kApproved &&
             !HasLeft(*comment);
    case EventType::kRetracted:
      return true;  // also for a comment that is gone
    case EventType::kHeld:
    case EventType::kRejected:
    case EventType::kSpam:
      return comment.has_value();
    case EventType::kQueueAlarm:
      return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<CommentStore::EventPage> RedisCommentStore::EventsAfter(
    const std::string& site, const std::string& cursor, int limit) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(
      prefix, ReadFunction("events", prefix).Append(cursor).AppendInt(limit),
      true);
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return BadReply("events");
  if ((*reply)[0].text() == "too_old") {
    return absl::OutOfRangeError(
        "events after this cursor are no longer kept; list the comments and "
        "begin again at \"latest\"");
  }
  if ((*reply)[0].text() == "unknown") {
    return absl::OutOfRangeError(
        "the event of this cursor is not here, as after a backup was restored; "
        "list the comments and begin again at \"latest\"");
  }
  EventPage page;
  page.next = cursor;
  page.more = static_cast<int>(reply->size()) > limit;
  for (size_t i = 1; i < reply->size(); ++i) {
    const Reply& row = (*reply)[i];
    if (row.size() < 6 || row[1].text().size() != 1) return BadReply("events");
    page.next = std::string(row[0].text());
    Event event;
    event.cursor = page.next;
    event.type = static_cast<EventType>(row[1].text()[0]);
    event.time = TimeOfMillis(page.next.substr(0, page.next.find('-')));
    if (event.type == EventType::kQueueAlarm) {
      if (row.size() != 7 || row[6].size() != 3) return BadReply("events");
      event.alarm = AlarmOf(row[6]);
      page.events.push_back(std::move(event));
      continue;
    }
    const auto id = UuidFromBytes(row[2].text());
    if (!id) return BadReply("events");
    event.id = *id;
    event.revision = IntOf(row[3].text());
    std::optional<Comment> comment = CommentOf(*id, row[4]);
    if (!IsCurrent(event.type, comment)) continue;
    if (comment) {
      event.thread = comment->thread;
      event.public_reason = comment->public_reason;
      event.public_message = comment->public_message;
    }
    const bool carries =
        event.type == EventType::kApproved || event.type == EventType::kEdited;
    if (carries) {
      comment->thread_url = std::string(row[5].text());
      event.comment = std::move(comment);
    }
    page.events.push_back(std::move(event));
  }
  return page;
}

absl::StatusOr<std::string> RedisCommentStore::LatestCursor(
    const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Command("XREVRANGE")
                        .Append(absl::StrCat(prefix, "feed"))
                        .Append("+")
                        .Append("-")
                        .Append("COUNT")
                        .Append("1"),
                    true);
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0 || (*reply)[0].size() == 0) return "0-0";
  return std::string((*reply)[0][0].text());
}

absl::StatusOr<std::string> RedisCommentStore::Acknowledge(
    const std::string& site, const std::string& subscription,
    const std::string& cursor, absl::Time now) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Function("acknowledge", prefix)
                        .Append(subscription)
                        .Append(cursor)
                        .Append(MillisText(now)),
                    true);
  if (!reply.ok()) return reply.status();
  if (reply->text().empty()) {
    return InvalidFields(
        {{.field = "cursor", .description = "lies beyond the newest event"}});
  }
  return std::string(reply->text());
}

absl::StatusOr<KeptSubscription> RedisCommentStore::FindSubscription(
    const std::string& site, const std::string& subscription) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Command("HGET")
                        .Append(absl::StrCat(prefix, "subscriptions"))
                        .Append(subscription),
                    true);
  if (!reply.ok()) return reply.status();
  return ReadSubscription(reply->text());
}

absl::Status RedisCommentStore::ChangeSubscription(
    const std::string& site, const std::string& subscription,
    const SubscriptionChange& change, absl::Time now) {
  const std::string prefix = SitePrefix(site);
  const FlagChange flags = FlagsOf(change);
  return Call(prefix,
              Function("change_reader", prefix)
                  .Append(subscription)
                  .Append(flags.named)
                  .Append(flags.set)
                  .Append(MillisText(now)),
              true)
      .status();
}

absl::Status RedisCommentStore::ForgetSubscription(const std::string& site,
                                                   const std::string& name) {
  const std::string prefix = SitePrefix(site);
  const auto reply =
      Call(prefix, Function("forget_reader", prefix).Append(name), false);
  if (!reply.ok() || reply->integer() == 1) return reply.status();
  return absl::NotFoundError("no such subscription; see winnow status");
}

}  // namespace winnow
