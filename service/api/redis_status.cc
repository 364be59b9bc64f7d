#include "service/api/redis_status.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "service/api/convert.h"

namespace winnow {
namespace {

// To make room takes an order and a delivery.
constexpr double kFullSoonDays = 7;
constexpr double kFullLaterDays = 30;

std::string PingCommand(const std::string& address) {
  absl::string_view path = address;
  if (absl::ConsumePrefix(&path, "unix:")) {
    return absl::StrCat("redis-cli -s ", path, " ping");
  }
  const size_t colon = path.rfind(':');
  absl::string_view host = path.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return absl::StrCat("redis-cli -h ", host, " -p ", path.substr(colon + 1),
                      " ping");
}

// Nobody has the right to CONFIG SET by the shipped rules, and what it sets is
// gone with the next start. What Redis itself says it was started with may be a
// file of a package, or another machine's, so only who set things up knows.
std::string EditCommand(const NodeStatus& node) {
  return node.settings_file.empty()
             ? ""
             : absl::StrCat("sudoedit ", node.settings_file);
}

std::string DiskCommand(const NodeStatus& node) {
  return node.directory.empty() ? "" : absl::StrCat("df -h ", node.directory);
}

std::string InDays(double days) {
  if (days < 1) return "within a day";
  const auto whole = std::lround(days);
  return absl::StrCat("in ", whole, whole == 1 ? " day" : " days");
}

double MemoryShare(const NodeStatus& node) {
  if (node.memory_max_bytes <= 0) return 0;
  return static_cast<double>(node.memory_used_bytes) /
         static_cast<double>(node.memory_max_bytes);
}

class RedisProblems {
 public:
  RedisProblems(const NodeStatus& node, bool for_operator, ProblemList& found)
      : node_(node), for_operator_(for_operator), found_(found) {}

  void Find() {
    if (!node_.reachable) return AddAway();
    FindEviction();
    FindPersistence();
    FindMemory();
    FindDisk();
  }

 private:
  std::string ForOperator(std::string text) const {
    return for_operator_ ? text : "";
  }

  void AddAway() {
    const std::string why =
        node_.trouble.empty() ? "" : absl::StrCat(" (", node_.trouble, ")");
    found_.AddProblem(
        {.code = "redis_away",
         .message = absl::StrCat("Redis does not answer", ForOperator(why),
                                 ": nothing can be submitted, read or decided"),
         .command = ForOperator(PingCommand(node_.address))});
  }

  void FindEviction() {
    if (node_.eviction_policy == "noeviction") return;
    found_.AddProblem(
        {.code = "redis_eviction",
         .message = absl::StrCat(
             "maxmemory-policy is ", node_.eviction_policy,
             ": Redis may throw comments away, so submissions are refused; set "
             "it to noeviction and start Redis again"),
         .command = ForOperator(EditCommand(node_))});
  }

  void FindPersistence() {
    if (!node_.append_only) {
      found_.AddProblem(
          {.code = "redis_not_durable",
           .message = "appendonly is no: acknowledged comments are lost when "
                      "Redis ends; set it to yes and start Redis again",
           .command = ForOperator(EditCommand(node_))});
    } else if (!node_.append_fsync.empty() && node_.append_fsync != "always") {
      found_.AddProblem(
          {.code = "redis_less_durable",
           .message = absl::StrCat(
               "appendfsync is ", node_.append_fsync,
               ": the last comments are lost when the machine ends; set it to "
               "always and start Redis again"),
           .command = ForOperator(EditCommand(node_))});
    }
  }

  void FindMemory() {
    const std::string advice =
        "raise maxmemory, or let sites keep less, and start Redis again";
    if (MemoryShare(node_) >= kMemoryShareMax) {
      return found_.AddProblem(
          {.code = "redis_memory",
           .message = absl::StrCat(
               "Redis uses ", std::lround(MemoryShare(node_) * 100),
               " % of its memory, so submissions are refused; ", advice),
           .command = ForOperator(EditCommand(node_))});
    }
    if (node_.memory_max_bytes == 0) {
      return found_.AddNotice(
          {.code = "redis_no_limit",
           .message = "maxmemory is 0: Redis grows until the machine has no "
                      "memory left; set it well below the machine's",
           .command = ForOperator(EditCommand(node_))});
    }
    AddFull("redis_fills", "memory", node_.memory_full_in_days, advice,
            ForOperator(EditCommand(node_)));
  }

  void FindDisk() {
    if (!node_.disk_free_bytes) return;
    if (*node_.disk_free_bytes < kDiskFreeBytesMin) {
      return found_.AddProblem(
          {.code = "disk_short",
           .message = absl::StrFormat(
               "the disk of Redis' append-only file has %d MB left, so "
               "submissions are refused; make room, for Redis ends when it "
               "cannot write",
               *node_.disk_free_bytes / 1000000),
           .command = ForOperator(DiskCommand(node_))});
    }
    AddFull("disk_fills", "disk", node_.disk_full_in_days, "make room",
            ForOperator(DiskCommand(node_)));
  }

  void AddFull(absl::string_view code, absl::string_view what,
               const std::optional<double>& days, absl::string_view advice,
               std::string command) {
    if (!days || *days > kFullLaterDays) return;
    Told told = {
        .code = code,
        .message = absl::StrCat("at its pace of the last days Redis' ", what,
                                " is full ", InDays(*days),
                                ", and then submissions are refused; ", advice),
        .command = std::move(command)};
    if (*days < kFullSoonDays) {
      found_.AddProblem(std::move(told));
    } else {
      found_.AddNotice(std::move(told));
    }
  }

  const NodeStatus& node_;
  const bool for_operator_;
  ProblemList& found_;
};

}  // namespace

void FindRedisProblems(const NodeStatus& node, bool for_operator,
                       ProblemList& found) {
  RedisProblems(node, for_operator, found).Find();
}

void FillNode(const NodeStatus& node, v1::SystemStatus::RedisNode& out) {
  out.set_address(node.address);
  out.set_reachable(node.reachable);
  out.set_version(node.version);
  out.set_memory_used_bytes(node.memory_used_bytes);
  out.set_memory_max_bytes(node.memory_max_bytes);
  out.set_append_file_bytes(node.append_file_bytes);
  out.set_append_fsync(node.append_fsync);
  out.set_eviction_policy(node.eviction_policy);
  out.set_replica_count(node.replica_count);
  if (node.backup_ms) {
    FillTimestamp(absl::FromUnixMillis(*node.backup_ms),
                  *out.mutable_backup_time());
  }
  if (node.memory_full_in_days) {
    out.set_full_in_days(*node.memory_full_in_days);
  }
  if (node.disk_free_bytes) out.set_disk_free_bytes(*node.disk_free_bytes);
  if (node.disk_size_bytes) out.set_disk_size_bytes(*node.disk_size_bytes);
  if (node.disk_full_in_days)
    out.set_disk_full_in_days(*node.disk_full_in_days);
}

}  // namespace winnow
