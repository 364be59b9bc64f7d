// BanStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_BAN_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_BAN_STORE_H_

#include <string>
#include <vector>

#include "service/store/ban_store.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/reply.h"

namespace winnow {

class RedisBanStore final : public BanStore {
 public:
  // `redis` must outlive this object.
  explicit RedisBanStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<MadeBan> Create(const BanChange& change, const Ban& ban,
                                 absl::Duration duration) override;
  absl::StatusOr<int64_t> Delete(const BanChange& change,
                                 const Uuid& ban) override;
  absl::StatusOr<BanPage> List(const std::string& site,
                               const std::optional<PageStart>& after,
                               int limit) override;
  absl::StatusOr<Ban> Get(const std::string& site, const Uuid& ban) override;
  absl::StatusOr<ContentBans> OfContent(const std::string& site) override;
  absl::StatusOr<std::vector<Uuid>> AuthorComments(
      const std::string& site, const std::string& author_exact,
      std::string& cursor) override;
  absl::StatusOr<std::optional<absl::Time>> AuthorSince(
      const std::string& site, const std::string& author_exact) override;

 private:
  // One page of an index, and which change of the content bans it shows.
  struct Rows {
    int64_t revision = 0;
    BanPage page;
  };
  absl::StatusOr<Rows> Page(const std::string& site, absl::string_view index,
                            const std::optional<PageStart>& after, int limit);
  absl::StatusOr<Reply> Call(const std::string& prefix, Command command,
                             bool idempotent);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_BAN_STORE_H_
