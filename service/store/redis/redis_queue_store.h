// QueueStore over Redis: each call is one function of functions/*.lua.
// The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_QUEUE_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_QUEUE_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/queue_store.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/reply.h"

namespace winnow {

class RedisQueueStore final : public QueueStore {
 public:
  // `redis` must outlive this object.
  explicit RedisQueueStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<LeasedComments> LeaseNext(const std::string& site,
                                           const LeaseTerms& terms,
                                           int count) override;
  absl::StatusOr<LeasedComments> LeaseThese(
      const std::string& site, const LeaseTerms& terms,
      const std::vector<Uuid>& ids) override;
  absl::StatusOr<std::vector<PageRow>> PageWaiting(
      const std::string& site, const std::optional<PageStart>& after,
      int limit) override;
  absl::StatusOr<Lease> Renew(const std::string& site, const Uuid& id,
                              const std::string& key_id,
                              const std::string& token, absl::Duration length,
                              absl::Duration session_grace) override;
  absl::Status Release(const std::string& site, const Uuid& id,
                       const std::string& key_id,
                       const std::string& token) override;
  absl::StatusOr<StoredComment> Steal(const std::string& site, const Uuid& id,
                                      const LeaseTerms& terms,
                                      const std::string& digest,
                                      const std::string& record) override;
  absl::StatusOr<std::vector<LeaseRow>> Leases(
      const std::string& site, const std::optional<PageStart>& after,
      int limit) override;
  absl::StatusOr<RecountedArrivals> RecountArrivals(
      const std::string& site, const std::string& cursor) override;
  absl::StatusOr<RecountedPart> RecountIndex(
      const std::string& site, absl::string_view index,
      const std::optional<PageStart>& after) override;
  absl::StatusOr<LeaseSizes> RecountLeases(const std::string& site) override;

 private:
  absl::StatusOr<Reply> Call(const std::string& prefix, Command command,
                             bool idempotent);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_QUEUE_STORE_H_
