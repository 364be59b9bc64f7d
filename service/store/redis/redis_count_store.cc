#include "service/store/redis/redis_count_store.h"

#include <algorithm>
#include <utility>

#include "service/store/redis/comment_fields.h"
#include "service/store/redis/comment_replies.h"
#include "service/store/redis/functions.h"
#include "service/store/redis/keys.h"

namespace winnow {
namespace {

constexpr int kDaysOfCall = 31;

std::map<std::string, int64_t> CountsOf(const Reply& pairs) {
  std::map<std::string, int64_t> counts;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    counts[std::string(pairs[i].text())] = IntOf(pairs[i + 1].text());
  }
  return counts;
}

}  // namespace

absl::StatusOr<std::vector<CountedDay>> RedisCountStore::Read(
    const std::string& site, int64_t first, int days) {
  const std::string prefix = SitePrefix(site);
  std::vector<CountedDay> counted;
  for (int done = 0; done < days; done += kDaysOfCall) {
    const int wanted = std::min(kDaysOfCall, days - done);
    auto reply = CheckReply(
        redis_.Call(prefix,
                    ReadFunction("get_counts", prefix)
                        .AppendInt(first + done)
                        .AppendInt(wanted),
                    {.timeout = absl::Seconds(5), .idempotent = true}));
    if (!reply.ok()) return reply.status();
    if (reply->size() != 2 * static_cast<size_t>(wanted)) {
      return BadReply("get_counts");
    }
    for (size_t i = 0; i < reply->size(); i += 2) {
      counted.push_back({.verdicts = CountsOf((*reply)[i]),
                         .people = CountsOf((*reply)[i + 1])});
    }
  }
  return counted;
}

}  // namespace winnow
