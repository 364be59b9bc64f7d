// AuditStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_AUDIT_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_AUDIT_STORE_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/store/audit_store.h"
#include "service/store/redis/cluster.h"

namespace winnow {

class RedisAuditStore final : public AuditStore {
 public:
  // `redis` must outlive this object.
  explicit RedisAuditStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<Page> Read(const std::string& site, const std::string& after,
                            int limit) override;
  absl::Status AddCheckpoint(const std::string& site, const AuditEnd& end,
                             const std::string& checkpoint) override;

 private:
  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_AUDIT_STORE_H_
