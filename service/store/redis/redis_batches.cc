// The part of RedisCommentStore about batches and threads as they are now.
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

absl::StatusOr<std::vector<ThreadNow>> RedisCommentStore::ThreadsNow(
    const std::string& site, const std::vector<std::string>& thread_keys) {
  const std::string prefix = SitePrefix(site);
  Command command = ReadFunction("w1_threads_now", prefix);
  for (const std::string& key : thread_keys) command.Append(key);
  auto reply = Call(prefix, std::move(command), true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 2 * thread_keys.size()) return BadReply("threads_now");
  std::vector<ThreadNow> threads;
  for (size_t i = 0; i < reply->size(); i += 2) {
    ThreadNow now;
    const absl::string_view mode = (*reply)[i].text();
    if (!mode.empty()) now.mode = static_cast<ThreadMode>(mode[0]);
    if (!absl::SimpleAtod((*reply)[i + 1].text(), &now.per_minute)) {
      return BadReply("threads_now");
    }
    threads.push_back(now);
  }
  return threads;
}

}  // namespace winnow
