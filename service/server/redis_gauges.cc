#include "service/server/redis_gauges.h"

#include <limits>
#include <optional>

namespace winnow {
namespace {

// Days until something is full: unknown and never look alike to an alert.
double DaysOrNever(const std::optional<double>& days) {
  return days.value_or(std::numeric_limits<double>::infinity());
}

// Another look may be older than the last.
void RaiseTo(uint64_t total, Counter& counter) {
  const double more = static_cast<double>(total) - counter.Value();
  if (more > 0) counter.Increment(more);
}

}  // namespace

RedisGauges::RedisGauges(Metrics& metrics)
    : up_(metrics.MakeGauge("winnow_redis_up",
                            "1 while Redis answers and may be used.")),
      room_(metrics.MakeGauge(
          "winnow_redis_room",
          "1 while memory and disk of Redis have room; else submissions are "
          "refused.")),
      used_bytes_(metrics.MakeGauge("winnow_redis_memory_used_bytes",
                                    "Memory that Redis uses.")),
      max_bytes_(metrics.MakeGauge("winnow_redis_memory_max_bytes",
                                   "Redis' maxmemory; 0 for none.")),
      disk_free_bytes_(metrics.MakeGauge(
          "winnow_redis_disk_free_bytes",
          "Free space where Redis keeps its append-only file; 0 when it is on "
          "another machine.")),
      append_file_bytes_(metrics.MakeGauge("winnow_redis_append_file_bytes",
                                           "Size of the append-only file.")),
      durable_(metrics.MakeGauge(
          "winnow_redis_durable",
          "1 if Redis has an append-only file and flushes it always, as "
          "promised.")),
      memory_full_days_(metrics.MakeGauge(
          "winnow_redis_memory_full_days",
          "Days until 85 % of maxmemory are used at the pace of the last days; "
          "+Inf when not foreseen.")),
      disk_full_days_(metrics.MakeGauge(
          "winnow_redis_disk_full_days",
          "Days until the disk has 256 MB left at the pace of the last days; "
          "+Inf when not foreseen.")),
      round_trip_(metrics.MakeHistogram(
          "winnow_redis_round_trip_seconds",
          "Time to Redis' answer to a small question, asked once a second.",
          LatencyBoundsSeconds())) {
  memory_full_days_.Set(DaysOrNever(std::nullopt));
  disk_full_days_.Set(DaysOrNever(std::nullopt));
}

void RedisGauges::Show(const NodeStatus& node, bool persistence) {
  used_bytes_.Set(static_cast<double>(node.memory_used_bytes));
  max_bytes_.Set(static_cast<double>(node.memory_max_bytes));
  disk_free_bytes_.Set(static_cast<double>(node.disk_free_bytes.value_or(0)));
  round_trip_.Observe(absl::ToDoubleSeconds(node.round_trip));
  if (!persistence) return;
  append_file_bytes_.Set(static_cast<double>(node.append_file_bytes));
  // Whoever may not ask is not told of trouble.
  durable_.Set(node.append_only && (node.append_fsync.empty() ||
                                    node.append_fsync == "always")
                   ? 1
                   : 0);
  memory_full_days_.Set(DaysOrNever(node.memory_full_in_days));
  disk_full_days_.Set(DaysOrNever(node.disk_full_in_days));
}

void RedisGauges::ShowUse(bool usable, bool room) {
  up_.Set(usable ? 1 : 0);
  room_.Set(room ? 1 : 0);
}

void ExposeConnections(Cluster& redis, Metrics& metrics) {
  metrics.BeforeExpose(
      [&redis,
       &in_flight = metrics.MakeGauge("winnow_redis_commands_in_flight",
                                      "Commands sent and not answered."),
       &bytes = metrics.MakeGauge("winnow_redis_bytes_in_flight",
                                  "Bytes of these commands."),
       &connects =
           metrics.MakeCounter("winnow_redis_connects_total",
                               "Connections made; more than at the start are "
                               "reconnects."),
       &timed_out = metrics.MakeCounter("winnow_redis_commands_timed_out_total",
                                        "Commands that had no answer in time."),
       &written = metrics.MakeCounter("winnow_redis_bytes_written_total",
                                      "Bytes sent to Redis."),
       &read = metrics.MakeCounter("winnow_redis_bytes_read_total",
                                   "Bytes that Redis answered.")] {
        const ConnectionStats stats = redis.stats();
        in_flight.Set(static_cast<double>(stats.commands_in_flight));
        bytes.Set(static_cast<double>(stats.bytes_in_flight));
        RaiseTo(stats.connects, connects);
        RaiseTo(stats.commands_timed_out, timed_out);
        RaiseTo(stats.bytes_written, written);
        RaiseTo(stats.bytes_read, read);
      });
}

}  // namespace winnow
