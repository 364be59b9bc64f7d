// CountStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_COUNT_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_COUNT_STORE_H_

#include <string>
#include <vector>

#include "service/store/count_store.h"
#include "service/store/redis/cluster.h"

namespace winnow {

class RedisCountStore final : public CountStore {
 public:
  // `redis` must outlive this object.
  explicit RedisCountStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<std::vector<CountedDay>> Read(const std::string& site,
                                               int64_t first,
                                               int days) override;

 private:
  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_COUNT_STORE_H_
