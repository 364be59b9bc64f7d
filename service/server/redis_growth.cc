#include "service/server/redis_growth.h"

#include <vector>

#include "service/base/log.h"
#include "service/base/trend.h"

namespace winnow {

void RedisGrowth::Note(const NodeStatus& node) {
  const auto samples =
      store_.NoteGrowth(node.memory_used_bytes, node.disk_free_bytes);
  if (!samples.ok()) {
    if (!absl::IsUnavailable(samples.status())) {
      Log(Severity::kWarning, "growth_not_kept",
          {{"error", samples.status().message()}});
    }
    return;
  }
  std::vector<TrendPoint> memory;
  std::vector<TrendPoint> disk;
  for (const GrowthSample& sample : *samples) {
    memory.push_back({.time = sample.time,
                      .value = static_cast<double>(sample.memory_used_bytes)});
    if (sample.disk_free_bytes) {
      disk.push_back({.time = sample.time,
                      .value = static_cast<double>(*sample.disk_free_bytes)});
    }
  }
  std::optional<double> memory_days;
  if (node.memory_max_bytes > 0) {
    memory_days = DaysUntil(
        memory, kMemoryShareMax * static_cast<double>(node.memory_max_bytes),
        Heading::kUp);
  }
  const auto disk_days =
      DaysUntil(disk, static_cast<double>(kDiskFreeBytesMin), Heading::kDown);
  const std::lock_guard lock(mutex_);
  memory_full_in_days_ = memory_days;
  disk_full_in_days_ = disk_days;
}

void RedisGrowth::Foresee(NodeStatus& node) const {
  const std::lock_guard lock(mutex_);
  node.memory_full_in_days = memory_full_in_days_;
  if (node.disk_free_bytes) node.disk_full_in_days = disk_full_in_days_;
}

}  // namespace winnow
