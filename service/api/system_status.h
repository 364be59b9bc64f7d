// How Redis is, as the server last saw it; for GetSystemStatus and the checks
// that close submissions. A plain struct.

#ifndef WINNOW_SERVICE_API_SYSTEM_STATUS_H_
#define WINNOW_SERVICE_API_SYSTEM_STATUS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace winnow {

// From this share of maxmemory on, submissions are turned away, while
// decisions, erasure and reading go on.
inline constexpr double kMemoryShareMax = 0.85;

// Below this much free space on the disk of the append-only file submissions
// are turned away: Redis ends itself when it cannot write there.
inline constexpr int64_t kDiskFreeBytesMin = int64_t{256} * 1024 * 1024;

struct NodeStatus {
  std::string address;
  bool reachable = false;
  std::string trouble;  // why it is not reachable
  std::string version;
  absl::Duration round_trip;  // of one small question
  int64_t memory_used_bytes = 0;
  int64_t memory_max_bytes = 0;  // 0: no limit
  int64_t append_file_bytes = 0;
  bool append_only = false;
  std::string append_fsync;     // empty: Redis does not tell us
  std::string eviction_policy;  // must be "noeviction"
  int replica_count = 0;
  // When deploy/backup last copied it; absent: never.
  std::optional<int64_t> backup_ms;
  // Of the disk with the append-only file; absent for a Redis elsewhere, or one
  // whose directory this process may not look into.
  std::optional<int64_t> disk_free_bytes;
  std::optional<int64_t> disk_size_bytes;
  std::string directory;      // of that file; empty: Redis does not tell us
  std::string settings_file;  // to edit (--redis_settings_file); may be empty
  // Until either of the bounds above is reached; absent: not foreseen.
  std::optional<double> memory_full_in_days;
  std::optional<double> disk_full_in_days;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_SYSTEM_STATUS_H_
