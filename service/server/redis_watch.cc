#include "service/server/redis_watch.h"

#include <sys/statvfs.h>

#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "service/base/log.h"
#include "service/base/status_details.h"
#include "service/store/redis/status_from_error.h"

namespace winnow {
namespace {

constexpr absl::Duration kLookInterval = absl::Seconds(1);
constexpr absl::Duration kPersistenceInterval = absl::Minutes(1);
constexpr absl::Duration kProbeTimeout = absl::Seconds(1);
constexpr absl::Duration kRetryWhenFull = absl::Minutes(1);
constexpr absl::Duration kRetryWhenEvicting = absl::Minutes(1);
// The slot of the keys of no site, see store/redis/keys.h.
constexpr absl::string_view kSlotKey = "winnow:{!}:";

using InfoLines = std::map<std::string, std::string, std::less<>>;

// Asks for sections of INFO: "name:value" lines under headings.
absl::StatusOr<InfoLines> Info(Cluster& redis, absl::string_view section) {
  auto reply = redis.Call(kSlotKey, Command("INFO").Append(section),
                          {.timeout = kProbeTimeout, .idempotent = true});
  if (!reply.ok()) return reply.status();
  if (reply->is_error()) return StatusFromError(reply->text());
  InfoLines lines;
  for (absl::string_view line : absl::StrSplit(reply->text(), '\n')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(absl::StripSuffix(line, "\r"), absl::MaxSplits(':', 1));
    if (!parts.second.empty()) lines.emplace(parts.first, parts.second);
  }
  return lines;
}

std::string TextOf(const InfoLines& lines, absl::string_view name) {
  const auto at = lines.find(name);
  return at == lines.end() ? "" : at->second;
}

int64_t NumberOf(const InfoLines& lines, absl::string_view name) {
  int64_t number = 0;
  return absl::SimpleAtoi(TextOf(lines, name), &number) ? number : 0;
}

// Empty when Redis does not tell: its access rules may forbid CONFIG GET.
std::string Setting(Cluster& redis, absl::string_view name) {
  auto reply =
      redis.Call(kSlotKey, Command("CONFIG").Append("GET").Append(name),
                 {.timeout = kProbeTimeout, .idempotent = true});
  if (!reply.ok() || reply->size() != 2) return "";
  return std::string((*reply)[1].text());
}

// When deploy/backup last made one; nothing where that cannot be known.
std::optional<int64_t> BackupMillis(Cluster& redis) {
  int64_t ms = 0;
  auto reply = redis.Call(
      kSlotKey, Command("GET").Append(absl::StrCat(kSlotKey, "backup")),
      {.timeout = kProbeTimeout, .idempotent = true});
  if (!reply.ok() || !absl::SimpleAtoi(reply->text(), &ms)) return std::nullopt;
  return ms;
}

bool IsOnThisMachine(absl::string_view address) {
  return absl::StartsWith(address, "unix:") ||
         absl::StartsWith(address, "127.") ||
         absl::StartsWith(address, "localhost:") ||
         absl::StartsWith(address, "[::1]:");
}

void LookAtDisk(NodeStatus& node) {
  struct statvfs disk;
  if (node.directory.empty() || statvfs(node.directory.c_str(), &disk) != 0) {
    return;
  }
  const auto block = static_cast<int64_t>(disk.f_frsize);
  node.disk_free_bytes = static_cast<int64_t>(disk.f_bavail) * block;
  // Less what is kept for root, which Redis is not.
  node.disk_size_bytes =
      static_cast<int64_t>(disk.f_blocks - disk.f_bfree + disk.f_bavail) *
      block;
}

}  // namespace

absl::StatusOr<NodeStatus> ProbeRedis(Cluster& redis,
                                      const std::string& address,
                                      bool persistence) {
  NodeStatus node;
  node.address = address;
  const absl::Time asked = absl::Now();
  const auto memory = Info(redis, "memory");
  if (!memory.ok()) return memory.status();
  node.round_trip = absl::Now() - asked;
  node.reachable = true;
  node.memory_used_bytes = NumberOf(*memory, "used_memory");
  node.memory_max_bytes = NumberOf(*memory, "maxmemory");
  node.eviction_policy = TextOf(*memory, "maxmemory_policy");
  if (IsOnThisMachine(address)) {
    node.directory = Setting(redis, "dir");
    LookAtDisk(node);
  }
  if (!persistence) return node;
  const auto file = Info(redis, "persistence");
  if (!file.ok()) return file.status();
  node.append_only = NumberOf(*file, "aof_enabled") == 1;
  node.append_file_bytes = NumberOf(*file, "aof_current_size");
  const auto server = Info(redis, "server");
  if (!server.ok()) return server.status();
  node.version = TextOf(*server, "redis_version");
  const auto replication = Info(redis, "replication");
  if (!replication.ok()) return replication.status();
  node.replica_count =
      static_cast<int>(NumberOf(*replication, "connected_slaves"));
  node.append_fsync = Setting(redis, "appendfsync");
  node.backup_ms = BackupMillis(redis);
  return node;
}

absl::Status CheckEviction(const NodeStatus& node) {
  if (node.eviction_policy == "noeviction") return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("--redis: maxmemory-policy is ", node.eviction_policy,
                   ", so Redis may throw comments away; set it to noeviction"));
}

absl::Status CheckRoom(const NodeStatus& node) {
  const auto full = [](absl::string_view what) {
    return WithRetryAfter(
        absl::ResourceExhaustedError(absl::StrCat(
            what,
            ": submissions wait until there is room, everything else works")),
        kRetryWhenFull);
  };
  if (node.memory_max_bytes != 0 &&
      static_cast<double>(node.memory_used_bytes) >=
          kMemoryShareMax * static_cast<double>(node.memory_max_bytes)) {
    return full("Redis is nearly full");
  }
  if (node.disk_free_bytes && *node.disk_free_bytes < kDiskFreeBytesMin) {
    return full("the disk of Redis' append-only file is nearly full");
  }
  return absl::OkStatus();
}

void WarnAboutPersistence(const NodeStatus& node) {
  if (!node.append_only) {
    Log(Severity::kWarning, "redis_not_durable",
        {{"setting", "appendonly no"},
         {"meaning", "acknowledged comments are lost when Redis ends"}});
  } else if (!node.append_fsync.empty() && node.append_fsync != "always") {
    Log(Severity::kWarning, "redis_less_durable",
        {{"setting", absl::StrCat("appendfsync ", node.append_fsync)},
         {"meaning", "the last comments are lost when the machine ends"}});
  }
}

RedisWatch::RedisWatch(Cluster& redis, std::string address, RedisGrowth& growth,
                       Admission& admission, Metrics& metrics,
                       std::function<void(bool)> on_ready)
    : redis_(redis),
      address_(std::move(address)),
      growth_(growth),
      admission_(admission),
      gauges_(metrics),
      on_ready_(std::move(on_ready)),
      thread_([this] { Run(); }) {}

RedisWatch::~RedisWatch() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void RedisWatch::Run() {
  bool ready = false;
  absl::Time persistence_next = absl::InfinitePast();
  while (true) {
    const absl::Time now = absl::Now();
    const bool persistence = now >= persistence_next;
    if (persistence) persistence_next = now + kPersistenceInterval;
    const bool ready_now = Look(persistence);
    if (ready_now != ready) on_ready_(ready_now);
    ready = ready_now;
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, absl::ToChronoNanoseconds(kLookInterval),
                       [this] { return stopping_; })) {
      return;
    }
  }
}

bool RedisWatch::Look(bool persistence) {
  absl::Status usable = redis_.health();
  absl::Status room;
  if (usable.ok()) {
    auto node = ProbeRedis(redis_, address_, persistence);
    usable = node.status();
    if (node.ok()) {
      if (persistence) {
        WarnAboutPersistence(*node);
        growth_.Note(*node);
        growth_.Foresee(*node);
      }
      gauges_.Show(*node, persistence);
      room = CheckRoom(*node);
      usable = CheckEviction(*node);
      if (!usable.ok()) {
        room = WithRetryAfter(
            absl::UnavailableError("Redis evicts, so nothing is accepted; its "
                                   "operator must set noeviction"),
            kRetryWhenEvicting);
      }
      admission_.Set(room);
    }
  }
  // A look that failed leaves admission as it was: nobody knows whether there
  // is room again. While Redis is away the store itself answers Unavailable.
  gauges_.ShowUse(usable.ok(), admission_.Check().ok());
  const absl::Status& worse = usable.ok() ? room : usable;
  if (worse.message() != trouble_) {
    trouble_ = std::string(worse.message());
    if (worse.ok()) {
      Log(Severity::kInfo, "redis_fit");
    } else {
      Log(Severity::kError, "redis_unfit", {{"reason", trouble_}});
    }
  }
  return usable.ok();
}

}  // namespace winnow
