// QueueWatchStore over Redis: each call is one function of
// functions/6_queue_changes.lua.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_QUEUE_WATCH_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_QUEUE_WATCH_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/queue_watch_store.h"
#include "service/store/redis/cluster.h"

namespace winnow {

class RedisQueueWatchStore final : public QueueWatchStore {
 public:
  // `redis` must outlive this object.
  explicit RedisQueueWatchStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<QueueChanges> ChangesAfter(const std::string& site,
                                            const QueuePlace& place) override;
  absl::Status Tend(const std::string& site, absl::Duration length,
                    const std::vector<Session>& sessions) override;
  absl::StatusOr<QueueMeasure> Measure(const std::string& site,
                                       int64_t held_max,
                                       absl::Duration age_max) override;

 private:
  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_QUEUE_WATCH_STORE_H_
