// The part of GetSystemStatus about Redis. Internal to SiteService.

#ifndef WINNOW_SERVICE_API_REDIS_STATUS_H_
#define WINNOW_SERVICE_API_REDIS_STATUS_H_

#include "service/api/problem_list.h"
#include "service/api/system_status.h"
#include "winnow/v1/site_status.pb.h"

namespace winnow {

// Says what is wrong with a node, the worst first. `for_operator`: with
// commands, which name its files and its address.
void FindRedisProblems(const NodeStatus& node, bool for_operator,
                       ProblemList& found);

void FillNode(const NodeStatus& node, v1::SystemStatus::RedisNode& out);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_REDIS_STATUS_H_
