#include "service/store/redis/redis_reveal_store.h"

#include "absl/time/time.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

absl::StatusOr<int64_t> RedisRevealStore::RecordReveal(
    const std::string& site, const Uuid& id, const std::string& digest,
    const std::string& record) {
  const std::string prefix = SitePrefix(site);
  auto reply = CheckReply(
      redis_.Call(prefix,
                  Function("record_reveal", prefix, 256 + record.size())
                      .Append(id.Bytes())
                      .Append(digest)
                      .Append(record),
                  {.timeout = kTimeout, .idempotent = false}));
  if (!reply.ok()) return reply.status();
  if (reply->size() == 0) return BadReply("record_reveal");
  if ((*reply)[0].text() == "none") {
    return absl::NotFoundError("no address is kept of this comment");
  }
  if (reply->size() != 2) return BadReply("record_reveal");
  return (*reply)[1].integer();
}

}  // namespace winnow
