// RevealStore over Redis. The format of every key is in
// service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_REVEAL_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_REVEAL_STORE_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/reveal_store.h"

namespace winnow {

class RedisRevealStore final : public RevealStore {
 public:
  // `redis` must outlive this object.
  explicit RedisRevealStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<int64_t> RecordReveal(const std::string& site, const Uuid& id,
                                       const std::string& digest,
                                       const std::string& record) override;

 private:
  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_REVEAL_STORE_H_
