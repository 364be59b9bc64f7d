// ImportStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_IMPORT_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_IMPORT_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/import_store.h"
#include "service/store/redis/cluster.h"

namespace winnow {

class RedisImportStore final : public ImportStore {
 public:
  // `redis` must outlive this object.
  explicit RedisImportStore(Cluster& redis) : redis_(redis) {}

  void Import(
      const ImportEntry& entry,
      absl::AnyInvocable<void(absl::StatusOr<ImportOutcome>) &&> done) override;
  absl::StatusOr<int64_t> RecordImports(const std::string& site,
                                        const std::string& key_id,
                                        int64_t count,
                                        const std::string& digest,
                                        const std::string& record) override;
  absl::StatusOr<std::vector<std::string>> SourceIds(
      const std::string& site, const std::vector<Uuid>& ids) override;
  absl::Status RecordExport(const std::string& site, const std::string& digest,
                            const std::string& record) override;

 private:
  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_IMPORT_STORE_H_
