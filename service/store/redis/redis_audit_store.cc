#include "service/store/redis/redis_audit_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr int kEntriesMax = 1000;
// A place in the stream before every entry.
constexpr absl::string_view kBeforeAll = "0-0";

// Sent twice, both read the same, and the second checkpoint finds the first.
constexpr CommandOptions kOptions = {.timeout = absl::Seconds(5),
                                     .idempotent = true};

ChainEntry EntryOf(absl::string_view cursor, const Reply& fields) {
  ChainEntry entry;
  entry.cursor = std::string(cursor);
  entry.time = TimeOfMillis(cursor.substr(0, cursor.find('-')));
  for (size_t i = 0; i + 1 < fields.size(); i += 2) {
    const absl::string_view name = fields[i].text();
    const absl::string_view value = fields[i + 1].text();
    if (name == "s") entry.seq = IntOf(value);
    if (name == "d") entry.digest = std::string(value);
    if (name == "r") entry.record = std::string(value);
    if (name == "h") entry.head = std::string(value);
    if (name == "k") entry.checkpoint = std::string(value);
  }
  return entry;
}

}  // namespace

absl::StatusOr<AuditStore::Page> RedisAuditStore::Read(const std::string& site,
                                                       const std::string& after,
                                                       int limit) {
  const std::string prefix = SitePrefix(site);
  auto reply =
      CheckReply(redis_.Call(prefix,
                             ReadFunction("read_audit", prefix)
                                 .Append(after)
                                 .AppendInt(std::min(limit, kEntriesMax)),
                             kOptions));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return absl::NotFoundError("no such site");
  if (reply->size() != 8) return BadReply("read_audit");
  Page page;
  page.end.seq = IntOf((*reply)[0].text());
  page.end.head = std::string((*reply)[1].text());
  page.end.checked_seq = IntOf((*reply)[2].text());
  page.end.checked_time = TimeOfMillis((*reply)[3].text());
  if (after.empty() && !(*reply)[5].text().empty()) {
    page.entries.push_back({.cursor = std::string(kBeforeAll),
                            .seq = IntOf((*reply)[5].text()),
                            .time = absl::InfinitePast(),
                            .digest = "",
                            .record = "",
                            .head = std::string((*reply)[6].text()),
                            .checkpoint = std::string((*reply)[7].text())});
  }
  for (const Reply& entry : (*reply)[4].items()) {
    if (entry.size() != 2) return BadReply("read_audit");
    page.entries.push_back(EntryOf(entry[0].text(), entry[1]));
  }
  return page;
}

absl::Status RedisAuditStore::AddCheckpoint(const std::string& site,
                                            const AuditEnd& end,
                                            const std::string& checkpoint) {
  const std::string prefix = SitePrefix(site);
  auto reply = CheckReply(redis_.Call(prefix,
                                      Function("add_checkpoint", prefix)
                                          .AppendInt(end.seq)
                                          .Append(end.head)
                                          .Append(checkpoint),
                                      kOptions));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 1 && (*reply)[0].text() == "moved") {
    return absl::AbortedError("the audit chain has grown meanwhile");
  }
  return absl::OkStatus();
}

}  // namespace winnow
