#include "service/feed/feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr size_t kSubscriptionBytesMax = 64;
// Two 64-bit numbers and a hyphen.
constexpr size_t kCursorBytesMax = 41;

absl::Status BadCursor() {
  return InvalidFields(
      {{.field = "cursor",
        .description = "must be a cursor that an event carried, \"latest\", or "
                       "empty for the beginning"}});
}

absl::Status BadSubscription() {
  return InvalidFields({{.field = "subscription",
                         .description = "must be 1–64 of a–z, 0–9, dot, "
                                        "underscore and hyphen"}});
}

bool IsStateChange(EventType type) {
  return type == EventType::kHeld || type == EventType::kRejected ||
         type == EventType::kSpam;
}

}  // namespace

bool IsCursor(absl::string_view text) {
  const size_t hyphen = text.find('-');
  if (text.size() > kCursorBytesMax || hyphen == 0 ||
      hyphen == absl::string_view::npos || hyphen + 1 == text.size()) {
    return false;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    if (i != hyphen && !absl::ascii_isdigit(text[i])) return false;
  }
  // Each half must fit into Redis' 64 bits.
  return hyphen <= 19 && text.size() - hyphen - 1 <= 19;
}

bool IsSubscriptionName(absl::string_view text) {
  return !text.empty() && text.size() <= kSubscriptionBytesMax &&
         std::all_of(text.begin(), text.end(), [](unsigned char byte) {
           return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) ||
                  byte == '.' || byte == '_' || byte == '-';
         });
}

Feed::Feed(CommentStore& store, Clock& clock) : store_(store), clock_(clock) {}

absl::StatusOr<FeedStart> Feed::Begin(const std::string& site,
                                      const FeedReader& reader) {
  const bool named = !reader.subscription.empty();
  if (named && !IsSubscriptionName(reader.subscription)) {
    return BadSubscription();
  }
  if (!reader.cursor.empty() && reader.cursor != kLatest &&
      !IsCursor(reader.cursor)) {
    return BadCursor();
  }
  KeptSubscription kept;
  const bool knows_all = !reader.cursor.empty() &&
                         reader.include_state_changes.has_value() &&
                         reader.include_queue_alarms.has_value();
  if (named && !knows_all) {
    auto found = store_.FindSubscription(site, reader.subscription);
    if (!found.ok()) return found.status();
    kept = *std::move(found);
  }
  FeedStart start = {
      .cursor = reader.cursor.empty() ? kept.cursor : reader.cursor,
      .include_state_changes = reader.include_state_changes.value_or(
          kept.terms.include_state_changes),
      .include_queue_alarms = reader.include_queue_alarms.value_or(
          kept.terms.include_queue_alarms)};
  if (reader.cursor == kLatest) {
    auto latest = store_.LatestCursor(site);
    if (!latest.ok()) return latest.status();
    start.cursor = *std::move(latest);
  }
  return start;
}

absl::StatusOr<FeedPage> Feed::After(const std::string& site,
                                     const std::string& cursor,
                                     bool include_state_changes, int limit,
                                     bool include_queue_alarms) {
  auto page =
      store_.EventsAfter(site, cursor, std::clamp(limit, 1, kEventsMax));
  if (!page.ok()) return page.status();
  FeedPage result;
  result.next = std::move(page->next);
  result.more = page->more;
  for (Event& event : page->events) {
    if (IsStateChange(event.type) && !include_state_changes) continue;
    if (event.type == EventType::kQueueAlarm && !include_queue_alarms) continue;
    result.events.push_back(std::move(event));
  }
  return result;
}

absl::StatusOr<std::string> Feed::Acknowledge(const std::string& site,
                                              const std::string& subscription,
                                              const std::string& cursor) {
  if (!IsSubscriptionName(subscription)) return BadSubscription();
  if (!IsCursor(cursor)) return BadCursor();
  return store_.Acknowledge(site, subscription, cursor, clock_.Now());
}

absl::Status Feed::Change(const std::string& site,
                          const std::string& subscription,
                          const SubscriptionChange& change) {
  if (!IsSubscriptionName(subscription)) return BadSubscription();
  return store_.ChangeSubscription(site, subscription, change, clock_.Now());
}

absl::Status Feed::Forget(const std::string& site,
                          const std::string& subscription) {
  if (!IsSubscriptionName(subscription)) return BadSubscription();
  return store_.ForgetSubscription(site, subscription);
}

}  // namespace winnow
