#include "service/store/redis/redis_adapter_store.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

// Room for the rest of a command around the bytes of an adapter.
constexpr size_t kCommandBytes = 256;

absl::Status NoSite() { return absl::NotFoundError("no such site"); }

// What a function answers that writes an adapter.
absl::StatusOr<int64_t> RevisionOf(const Reply& reply) {
  if (reply.size() == 2 && reply[0].text() == "stored") {
    return IntOf(reply[1].text());
  }
  if (reply.size() == 1 && reply[0].text() == "stale") {
    return absl::AbortedError("another server has learned meanwhile");
  }
  return NoSite();
}

}  // namespace

absl::StatusOr<Reply> RedisAdapterStore::Call(const std::string& prefix,
                                              Command command,
                                              bool idempotent) {
  return CheckReply(
      redis_.Call(prefix, std::move(command),
                  {.timeout = absl::Seconds(5), .idempotent = idempotent}));
}

absl::StatusOr<StoredAdapter> RedisAdapterStore::Read(const std::string& site,
                                                      const std::string& model,
                                                      int64_t known,
                                                      int lessons_max) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    ReadFunction("get_lessons", prefix)
                        .Append(model)
                        .AppendInt(known)
                        .AppendInt(lessons_max),
                    /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  if (reply->size() != 5) return BadReply("get_lessons");
  StoredAdapter stored;
  stored.site_revision = IntOf((*reply)[0].text());
  stored.revision = IntOf((*reply)[1].text());
  stored.update_time = absl::FromUnixMillis(IntOf((*reply)[2].text()));
  if (stored.revision != known) stored.bytes = std::string((*reply)[3].text());
  for (const Reply& entry : (*reply)[4].items()) {
    if (entry.size() != 2 || entry[1].size() != 2) {
      return BadReply("get_lessons");
    }
    const absl::string_view cursor = entry[0].text();
    stored.lessons.push_back({.cursor = std::string(cursor),
                              .time = absl::FromUnixMillis(
                                  IntOf(cursor.substr(0, cursor.find('-')))),
                              .bytes = std::string(entry[1][1].text())});
  }
  return stored;
}

absl::StatusOr<int64_t> RedisAdapterStore::Write(const std::string& site,
                                                 const std::string& model,
                                                 int64_t known,
                                                 absl::string_view bytes,
                                                 const std::string& cursor) {
  const std::string prefix = SitePrefix(site);
  // Sent twice, the second finds the first's revision and changes nothing.
  auto reply =
      Call(prefix,
           Function("put_adapter", prefix, bytes.size() + kCommandBytes)
               .Append(model)
               .AppendInt(known)
               .Append(bytes)
               .Append(cursor),
           /*idempotent=*/true);
  if (!reply.ok()) return reply.status();
  return RevisionOf(*reply);
}

absl::Status RedisAdapterStore::AddFeedback(const std::string& site,
                                            const std::string& request_key,
                                            const std::string& content,
                                            const std::string& lesson) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Function("feedback", prefix, lesson.size() + kCommandBytes)
                        .Append(request_key)
                        .Append(content)
                        .Append(lesson),
                    /*idempotent=*/!request_key.empty());
  if (!reply.ok()) return reply.status();
  const absl::string_view what =
      reply->size() == 1 ? (*reply)[0].text() : absl::string_view();
  if (what == "taught" || what == "replay") return absl::OkStatus();
  if (what == "other") {
    return absl::AlreadyExistsError(
        "this request_id was used for other feedback; use a new one for each");
  }
  return NoSite();
}

absl::StatusOr<int64_t> RedisAdapterStore::Reset(const std::string& site,
                                                 const std::string& model,
                                                 const std::string& digest,
                                                 const std::string& record) {
  const std::string prefix = SitePrefix(site);
  auto reply = Call(prefix,
                    Function("reset_adapter", prefix)
                        .Append(model)
                        .Append(digest)
                        .Append(record),
                    /*idempotent=*/false);
  if (!reply.ok()) return reply.status();
  return RevisionOf(*reply);
}

}  // namespace winnow
