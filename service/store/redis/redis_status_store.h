// StatusStore over Redis. The format of every key is in
// service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_STATUS_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_STATUS_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/status_store.h"

namespace winnow {

class RedisStatusStore final : public StatusStore {
 public:
  // `redis` must outlive this object.
  explicit RedisStatusStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<SiteActivity> Activity(const std::string& site,
                                        int events_max) override;
  absl::StatusOr<std::vector<GrowthSample>> NoteGrowth(
      int64_t memory_used_bytes,
      std::optional<int64_t> disk_free_bytes) override;

 private:
  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_STATUS_STORE_H_
