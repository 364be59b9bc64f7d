// AdapterStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_ADAPTER_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_ADAPTER_STORE_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/store/adapter_store.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/reply.h"

namespace winnow {

class RedisAdapterStore final : public AdapterStore {
 public:
  // `redis` must outlive this object.
  explicit RedisAdapterStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<StoredAdapter> Read(const std::string& site,
                                     const std::string& model, int64_t known,
                                     int lessons_max) override;
  absl::StatusOr<int64_t> Write(const std::string& site,
                                const std::string& model, int64_t known,
                                absl::string_view bytes,
                                const std::string& cursor) override;
  absl::Status AddFeedback(const std::string& site,
                           const std::string& request_key,
                           const std::string& content,
                           const std::string& lesson) override;
  absl::StatusOr<int64_t> Reset(const std::string& site,
                                const std::string& model,
                                const std::string& digest,
                                const std::string& record) override;

 private:
  absl::StatusOr<Reply> Call(const std::string& prefix, Command command,
                             bool idempotent);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_ADAPTER_STORE_H_
