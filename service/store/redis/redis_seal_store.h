// SealStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_SEAL_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_SEAL_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/command.h"
#include "service/store/redis/reply.h"
#include "service/store/seal_store.h"

namespace winnow {

class RedisSealStore final : public SealStore {
 public:
  // `redis` must outlive this object.
  explicit RedisSealStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<SealRotation> Get(const std::string& site) override;
  absl::StatusOr<int64_t> Begin(const std::string& site,
                                const NextSealKey& key) override;
  absl::StatusOr<SealPage> Find(const std::string& site,
                                const SealRotation& rotation) override;
  absl::StatusOr<int64_t> Replace(const std::string& site,
                                  const SealRotation& rotation,
                                  const std::vector<NewSeal>& seals) override;
  absl::StatusOr<std::optional<int64_t>> EndPass(
      const std::string& site, const SealRotation& rotation,
      const std::string& digest, const std::string& record) override;

 private:
  absl::StatusOr<Reply> Call(absl::string_view prefix, Command command);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_SEAL_STORE_H_
