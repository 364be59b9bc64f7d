// ThreadStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_THREAD_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_THREAD_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/reply.h"
#include "service/store/thread_store.h"

namespace winnow {

class RedisThreadStore final : public ThreadStore {
 public:
  // `redis` must outlive this object.
  explicit RedisThreadStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<std::optional<StoredThread>> Get(
      const std::string& site, const std::string& key) override;
  absl::StatusOr<std::vector<Row>> List(const std::string& site,
                                        const std::optional<PageStart>& after,
                                        int limit) override;
  absl::StatusOr<MoveOutcome> BeginMove(const ThreadMove& move) override;
  absl::StatusOr<int64_t> MoveComments(const ThreadMove& move) override;
  absl::Status EndMove(const ThreadMove& move) override;

 private:
  absl::StatusOr<Reply> Call(const std::string& prefix, Command command,
                             bool idempotent);
  // The comments in one index, to its end.
  absl::StatusOr<int64_t> MoveIndex(const ThreadMove& move,
                                    const std::string& index);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_THREAD_STORE_H_
