// How Redis is, as the server last saw it; for GetSystemStatus and the checks
// that close submissions. A plain struct.

#ifndef WINNOW_SERVICE_API_SYSTEM_STATUS_H_
#define WINNOW_SERVICE_API_SYSTEM_STATUS_H_

#include <cstdint>
#include <optional>
#include <string>

namespace winnow {

struct NodeStatus {
  std::string address;
  bool reachable = false;
  std::string version;
  int64_t memory_used_bytes = 0;
  int64_t memory_max_bytes = 0;  // 0: no limit
  int64_t append_file_bytes = 0;
  bool append_only = false;
  std::string append_fsync;     // empty: Redis does not tell us
  std::string eviction_policy;  // must be "noeviction"
  int replica_count = 0;
  // Of the disk with the append-only file; absent for a Redis elsewhere, or one
  // whose directory this process may not look into.
  std::optional<int64_t> disk_free_bytes;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SYSTEM_STATUS_H_
