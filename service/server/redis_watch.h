// Watches whether Redis is fit to keep what it is given, and says so to those
// whom it concerns: readiness, admission of submissions, the log.
//
// Asks once a second (memory, disk and eviction) and once a minute
// (persistence, and how memory and disk have grown).
// Owns one thread.

#ifndef WINNOW_SERVICE_SERVER_REDIS_WATCH_H_
#define WINNOW_SERVICE_SERVER_REDIS_WATCH_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/api/admission.h"
#include "service/api/system_status.h"
#include "service/base/metrics.h"
#include "service/server/redis_gauges.h"
#include "service/server/redis_growth.h"
#include "service/store/redis/cluster.h"

namespace winnow {

// Asks Redis how it is; `persistence` asks all, else memory and disk only.
// Input: `address`, as --redis has it, is repeated in the answer and tells
// whether the disk is this machine's.
// Errors: those of Connection.
absl::StatusOr<NodeStatus> ProbeRedis(Cluster& redis,
                                      const std::string& address,
                                      bool persistence);

// Whether a Redis may be used at all.
// Errors: FailedPrecondition when it evicts.
absl::Status CheckEviction(const NodeStatus& node);

// Whether there is room for more submissions.
// Errors: ResourceExhausted with a delay.
absl::Status CheckRoom(const NodeStatus& node);

// Logs what is weaker than promised.
void WarnAboutPersistence(const NodeStatus& node);

class RedisWatch {
 public:
  // `on_ready` hears each change of whether calls can be served.
  // All must outlive this object.
  RedisWatch(Cluster& redis, std::string address, RedisGrowth& growth,
             Admission& admission, Metrics& metrics,
             std::function<void(bool)> on_ready);
  ~RedisWatch();

 private:
  void Run();
  // One look; returns whether calls can be served.
  bool Look(bool persistence);

  Cluster& redis_;
  const std::string address_;
  RedisGrowth& growth_;
  Admission& admission_;
  RedisGauges gauges_;
  const std::function<void(bool)> on_ready_;
  std::string trouble_;  // as last logged; empty: none

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_REDIS_WATCH_H_
