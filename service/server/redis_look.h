// How Redis is now, for GetSystemStatus. What it answered a second ago is good
// enough, so that nobody who asks again and again has Redis asked as often.
//
// Thread-safe; blocks.
#ifndef WINNOW_SERVICE_SERVER_REDIS_LOOK_H_
#define WINNOW_SERVICE_SERVER_REDIS_LOOK_H_

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "service/api/system_status.h"
#include "service/server/redis_growth.h"
#include "service/store/redis/cluster.h"

namespace winnow {

class RedisLook {
 public:
  // `redis` and `growth` must outlive this object. The others: --redis and
  // --redis_settings_file.
  RedisLook(Cluster& redis, RedisGrowth& growth, std::string address,
            std::string settings_file);

  NodeStatus Now();

 private:
  NodeStatus Ask();

  Cluster& redis_;
  RedisGrowth& growth_;
  const std::string address_;
  const std::string settings_file_;

  std::mutex mutex_;
  std::optional<NodeStatus> last_;  // Guarded by mutex_, like when it was.
  std::chrono::steady_clock::time_point asked_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_REDIS_LOOK_H_
