// How Redis is, in metrics: filled by whoever watches it.
//
// Threads: one fills; the numbers themselves are anybody's.
#ifndef WINNOW_SERVICE_SERVER_REDIS_GAUGES_H_
#define WINNOW_SERVICE_SERVER_REDIS_GAUGES_H_

#include "service/api/system_status.h"
#include "service/base/metrics.h"
#include "service/store/redis/cluster.h"

namespace winnow {

class RedisGauges {
 public:
  explicit RedisGauges(Metrics& metrics);

  // What was measured. `persistence`: that was asked for too.
  void Show(const NodeStatus& node, bool persistence);
  // Whether Redis answers and may be used, and whether it has room.
  void ShowUse(bool usable, bool room);

 private:
  Gauge& up_;
  Gauge& room_;
  Gauge& used_bytes_;
  Gauge& max_bytes_;
  Gauge& disk_free_bytes_;
  Gauge& append_file_bytes_;
  Gauge& durable_;
  Gauge& memory_full_days_;
  Gauge& disk_full_days_;
  Histogram& round_trip_;
};

// Has `metrics` show what the connections count. Both must outlive it.
void ExposeConnections(Cluster& redis, Metrics& metrics);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_REDIS_GAUGES_H_
