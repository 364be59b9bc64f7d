// What every task of winnowd stands on: the master key, Redis, and the stores
// over it. Also the two tasks that make a key and end.

#ifndef WINNOW_SERVICE_SERVER_BACKEND_H_
#define WINNOW_SERVICE_SERVER_BACKEND_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/privacy/api_key.h"
#include "service/privacy/master_key.h"
#include "service/server/config.h"
#include "service/store/erasure_log.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/redis_adapter_store.h"
#include "service/store/redis/redis_audit_store.h"
#include "service/store/redis/redis_ban_store.h"
#include "service/store/redis/redis_comment_store.h"
#include "service/store/redis/redis_count_store.h"
#include "service/store/redis/redis_erasure_store.h"
#include "service/store/redis/redis_import_store.h"
#include "service/store/redis/redis_queue_store.h"
#include "service/store/redis/redis_queue_watch_store.h"
#include "service/store/redis/redis_report_store.h"
#include "service/store/redis/redis_retention_store.h"
#include "service/store/redis/redis_reveal_store.h"
#include "service/store/redis/redis_seal_store.h"
#include "service/store/redis/redis_site_store.h"
#include "service/store/redis/redis_status_store.h"
#include "service/store/redis/redis_term_list_store.h"
#include "service/store/redis/redis_thread_store.h"

namespace winnow {

struct Backend {
  // Reads the master key and connects, waiting --redis_wait for Redis. Refuses
  // a Redis that evicts, or whose keys were made under another master key.
  // Errors: one sentence that names the setting.
  // Effects: logs while it waits.
  static absl::StatusOr<std::unique_ptr<Backend>> Open(const Config& config);

  // The same for a task that opens no key yet: `hasher` stays null, and any
  // master key will do.
  static absl::StatusOr<std::unique_ptr<Backend>> Connect(const Config& config);

  Backend(MasterKey key, ConnectionOptions options);

  const MasterKey master;
  Cluster redis;
  RedisCommentStore comments;
  RedisSiteStore sites;
  RedisTermListStore lists;
  RedisAdapterStore adapters;
  RedisQueueStore queue;
  RedisQueueWatchStore queue_watch;
  RedisAuditStore audit;
  RedisRevealStore reveals;
  RedisErasureStore erasures;
  RedisRetentionStore retention;
  RedisSealStore seals;
  RedisThreadStore threads;
  RedisBanStore bans;
  RedisReportStore reports;
  RedisImportStore imports;
  RedisCountStore counts;
  RedisStatusStore status;
  std::shared_ptr<const ApiKeyHasher> hasher;
};

// How to reach Redis, without what is done on each connect.
ConnectionOptions RedisOptions(const Config& config);

// Opens the log of erasures. Null where none is wanted, which the log says.
// Errors: those of ErasureLog::Open, naming the flag.
absl::StatusOr<std::unique_ptr<ErasureLog>> OpenErasureLog(
    const Config& config);

// Makes a master key in a new file of mode 600.
// Errors: AlreadyExists, or that of the system, naming the file.
absl::Status CreateMasterKeyFile(const std::string& path);

// Makes the first operator's key, for all sites, in a new file of mode 600.
// Errors: AlreadyExists when there is the file, or any key at all.
absl::Status CreateOperatorKeyFile(const std::string& path, Backend& backend);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_BACKEND_H_
