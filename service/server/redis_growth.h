// How Redis has grown in the last seven days and when it will be full at that
// pace. One sample an hour is kept in Redis, so that it is known after a
// restart and to every server.
//
// Threads: any.
#ifndef WINNOW_SERVICE_SERVER_REDIS_GROWTH_H_
#define WINNOW_SERVICE_SERVER_REDIS_GROWTH_H_

#include <mutex>
#include <optional>

#include "service/api/system_status.h"
#include "service/store/status_store.h"

namespace winnow {

class RedisGrowth {
 public:
  // `store` must outlive this object.
  explicit RedisGrowth(StatusStore& store) : store_(store) {}

  // Takes what was measured now. Blocks. What cannot be kept because Redis is
  // away is left out.
  void Note(const NodeStatus& node);

  // Fills in when the node's memory and disk will be full, as last known.
  void Foresee(NodeStatus& node) const;

 private:
  StatusStore& store_;
  mutable std::mutex mutex_;
  std::optional<double> memory_full_in_days_;  // Guarded by mutex_.
  std::optional<double> disk_full_in_days_;    // Guarded by mutex_.
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_REDIS_GROWTH_H_
