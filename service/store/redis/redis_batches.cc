// The part of RedisCommentStore about batches and threads as they are
// now.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"
#include "service/store/redis/redis_comment_store.h"

namespace winnow {
namespace {

constexpr int64_t kChunk = 100;
constexpr size_t kIdBytes = 16;
constexpr absl::Duration kRequestTtl = absl::Hours(7 * 24);
// Of each thread that w1_threads_now answers.
constexpr size_t kThreadItems = 4;

}  // namespace

absl::StatusOr<std::vector<CommentStore::BatchEntry>> RedisCommentStore::Batch(
    const std::string& site, const Uuid& batch, int64_t from) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Command("LRANGE")
                        .Append(absl::StrCat(prefix, "batch:", batch.Bytes()))
                        .AppendInt(from)
                        .AppendInt(from + kChunk - 1),
                    true);
  if (!reply.ok()) return reply.status();
  std::vector<BatchEntry> entries;
  for (const Reply& row : reply->items()) {
    const absl::string_view bytes = row.text();
    const auto id = UuidFromBytes(bytes.substr(0, kIdBytes));
    if (!id || bytes.size() <= kIdBytes) return BadReply("batch");
    entries.push_back({.id = *id, .revision = IntOf(bytes.substr(kIdBytes))});
  }
  return entries;
}

absl::StatusOr<Uuid> RedisCommentStore::BeginBatch(
    const std::string& site, const std::string& request_key,
    const std::string& content, const Uuid& batch) {
  const std::string prefix = SitePrefix(site);
  const std::string value = absl::StrCat(batch.Bytes(), content);
  auto reply =
      Call(prefix,
           Command("SET")
               .Append(absl::StrCat(prefix, "batch-request:", request_key))
               .Append(value)
               .Append("NX")
               .Append("GET")
               .Append("EX")
               .AppendInt(absl::ToInt64Seconds(kRequestTtl)),
           true);
  if (!reply.ok()) return reply.status();
  const absl::string_view seen = reply->text();
  if (seen.empty()) return batch;
  const auto begun = UuidFromBytes(seen.substr(0, kIdBytes));
  if (!begun) return BadReply("batch-request");
  if (seen.substr(kIdBytes) != content) {
    return absl::AlreadyExistsError(
        "this request_id was used for another batch; use a new one");
  }
  return *begun;
}

absl::StatusOr<std::vector<ThreadNow>> RedisCommentStore::ThreadsNow(
    const std::string& site, const std::vector<std::string>& thread_keys) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("threads_now", prefix);
  for (const std::string& key : thread_keys) command.Append(key);
  auto reply = Call(prefix, std::move(command), true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != kThreadItems * thread_keys.size()) {
    return BadReply("threads_now");
  }
  std::vector<ThreadNow> threads;
  for (size_t i = 0; i < reply->size(); i += kThreadItems) {
    ThreadNow now;
    const absl::string_view mode = (*reply)[i].text();
    if (!mode.empty()) now.mode = static_cast<ThreadMode>(mode[0]);
    if (!absl::SimpleAtod((*reply)[i + 1].text(), &now.per_minute)) {
      return BadReply("threads_now");
    }
    now.per_hour = static_cast<double>((*reply)[i + 2].integer());
    now.hot_until = HotUntilOf((*reply)[i + 3].text());
    threads.push_back(now);
  }
  return threads;
}

absl::StatusOr<std::vector<CommentStore::HotThread>>
RedisCommentStore::HotThreads(const std::string& site) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix, ReadFunction("hot_threads", prefix), true);
  if (!reply.ok()) return reply.status();
  std::vector<HotThread> threads;
  for (size_t i = 0; i + 1 < reply->size(); i += 2) {
    HotThread& hot = threads.emplace_back();
    hot.until = HotUntilOf((*reply)[i].text());
    const Reply& fields = (*reply)[i + 1];
    for (size_t f = 0; f + 1 < fields.size(); f += 2) {
      SetThreadField(fields[f].text(), fields[f + 1].text(), hot.thread);
    }
  }
  return threads;
}

}  // namespace winnow
