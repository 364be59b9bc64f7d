#include "service/store/redis/redis_status_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/subscription_record.h"

namespace winnow {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

// [name, cursor, acknowledged ms, events, more, id of the first, flags,
// created]
absl::StatusOr<SubscriptionLag> LagOf(const Reply& row) {
  if (row.size() != 8) return BadReply("site_status");
  SubscriptionLag lag;
  lag.name = std::string(row[0].text());
  lag.cursor = std::string(row[1].text());
  lag.acknowledge_time = TimeOfMillis(row[2].text());
  lag.events = row[3].integer();
  lag.more = row[4].integer() == 1;
  const absl::string_view first = row[5].text();
  if (!first.empty()) {
    lag.oldest_event_time = TimeOfMillis(first.substr(0, first.find('-')));
  }
  lag.terms = TermsOf(row[6].text());
  if (!row[7].text().empty()) lag.create_time = TimeOfMillis(row[7].text());
  return lag;
}

// "USED FREE", the latter -1 where it is not known.
std::optional<GrowthSample> SampleOf(absl::string_view hour,
                                     absl::string_view text) {
  int64_t hours = 0;
  int64_t used = 0;
  int64_t free = 0;
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ' ');
  if (parts.size() != 2 || !absl::SimpleAtoi(hour, &hours) ||
      !absl::SimpleAtoi(parts[0], &used) ||
      !absl::SimpleAtoi(parts[1], &free)) {
    return std::nullopt;
  }
  GrowthSample sample;
  sample.time = absl::UnixEpoch() + absl::Hours(hours);
  sample.memory_used_bytes = used;
  if (free >= 0) sample.disk_free_bytes = free;
  return sample;
}

}  // namespace

absl::StatusOr<SiteActivity> RedisStatusStore::Activity(const std::string& site,
                                                        int events_max) {
  const std::string prefix = SitePrefix(site);
  const auto reply = CheckReply(redis_.Call(
      prefix, ReadFunction("site_status", prefix).AppendInt(events_max),
      {.timeout = kTimeout, .idempotent = true}));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return BadReply("site_status");
  SiteActivity activity;
  activity.arrived = (*reply)[0].integer();
  for (size_t i = 1; i < reply->size(); ++i) {
    auto lag = LagOf((*reply)[i]);
    if (!lag.ok()) return lag.status();
    activity.subscriptions.push_back(*std::move(lag));
  }
  std::sort(activity.subscriptions.begin(), activity.subscriptions.end(),
            [](const SubscriptionLag& a, const SubscriptionLag& b) {
              return a.name < b.name;
            });
  return activity;
}

absl::StatusOr<std::vector<GrowthSample>> RedisStatusStore::NoteGrowth(
    int64_t memory_used_bytes, std::optional<int64_t> disk_free_bytes) {
  const std::string prefix(kGlobalPrefix);
  const auto reply = CheckReply(
      redis_.Call(prefix,
                  Function("note_growth", prefix)
                      .Append(absl::StrCat(memory_used_bytes, " ",
                                           disk_free_bytes.value_or(-1))),
                  {.timeout = kTimeout, .idempotent = true}));
  if (!reply.ok()) return reply.status();
  if (reply->size() % 2 != 0) return BadReply("note_growth");
  std::vector<GrowthSample> samples;
  for (size_t i = 0; i < reply->size(); i += 2) {
    const auto sample = SampleOf((*reply)[i].text(), (*reply)[i + 1].text());
    if (!sample) return BadReply("note_growth");
    samples.push_back(*sample);
  }
  std::sort(samples.begin(), samples.end(),
            [](const GrowthSample& a, const GrowthSample& b) {
              return a.time < b.time;
            });
  return samples;
}

}  // namespace winnow
