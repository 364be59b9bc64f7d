// ErasureStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_ERASURE_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_ERASURE_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/erasure_store.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/command.h"
#include "service/store/redis/reply.h"

namespace winnow {

class RedisErasureStore final : public ErasureStore {
 public:
  // `redis` must outlive this object.
  explicit RedisErasureStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<ErasureProgress> Find(const std::string& site,
                                       const ErasureRequest& request) override;
  absl::StatusOr<ErasureProgress> Begin(const std::string& site,
                                        const ErasureProgress& erasure,
                                        const ErasureRequest& request) override;
  absl::StatusOr<ErasureProgress> Get(const std::string& site,
                                      const Uuid& erasure) override;
  absl::StatusOr<ErasureProgress> Erase(
      const std::string& site, const Uuid& erasure,
      const std::vector<ErasedComment>& comments) override;
  absl::StatusOr<ErasureProgress> Finish(const std::string& site,
                                         const Uuid& erasure,
                                         const std::string& digest,
                                         const std::string& record,
                                         const std::optional<Ban>& ban,
                                         absl::Duration ban_kept) override;
  absl::Status Settle(const std::string& site, const Uuid& erasure) override;
  absl::StatusOr<std::vector<Uuid>> Unsettled(
      const std::string& site, const std::vector<Uuid>& erasures) override;
  absl::StatusOr<std::vector<PendingRetractions>> Pending(
      const std::string& site, const Uuid& erasure) override;
  absl::StatusOr<bool> Rewrite(const std::string& site,
                               const Uuid& erasure) override;

 private:
  absl::StatusOr<Reply> Call(const std::string& prefix, Command command);
  absl::StatusOr<ErasureProgress> Progress(const std::string& prefix,
                                           Command command);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_ERASURE_STORE_H_
