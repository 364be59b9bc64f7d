// SiteStore over Redis. The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_SITE_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_SITE_STORE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/reply.h"
#include "service/store/site_store.h"

namespace winnow {

class RedisSiteStore final : public SiteStore {
 public:
  // `redis` must outlive this object.
  explicit RedisSiteStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<SiteRecord> Get(const std::string& site) override;
  absl::StatusOr<int64_t> Revision(const std::string& site) override;
  absl::Status Create(const SiteRecord& site) override;
  absl::StatusOr<int64_t> Change(
      const std::string& site, std::optional<int64_t> expected_revision,
      const std::map<std::string, std::string>& fields,
      const std::string& digest, const std::string& record) override;
  absl::StatusOr<PolicyChanged> ApplyPolicy(
      const PolicyChange& change) override;
  absl::StatusOr<std::string> PolicyText(const std::string& site,
                                         int64_t revision) override;
  absl::StatusOr<std::vector<PolicyRevision>> PolicyRevisions(
      const std::string& site) override;
  absl::Status AddShadowCounts(const ShadowCounts& counts) override;
  absl::StatusOr<ShadowCounts> ReadShadowCounts(const std::string& site,
                                                const std::string& key,
                                                int examples_max) override;
  absl::StatusOr<std::vector<std::string>> List() override;
  absl::Status SetThreadMode(const std::string& site,
                             const std::string& thread_key,
                             const std::string& thread_id, ThreadMode mode,
                             const std::string& digest,
                             const std::string& record) override;
  absl::StatusOr<std::vector<KeyRecord>> Keys() override;
  absl::StatusOr<int64_t> KeysRevision() override;
  absl::Status AddKey(const KeyRecord& key, bool into_empty_table) override;
  absl::Status ReplaceKey(const KeyRecord& old_key,
                          const KeyRecord& new_key) override;
  absl::StatusOr<std::map<std::string, std::string>> KeepHashKey(
      const std::map<std::string, std::string>& wrapped) override;
  absl::Status ReplaceSiteKeys(const std::string& site,
                               const std::map<std::string, std::string>& before,
                               const std::map<std::string, std::string>& after,
                               KeyChange why) override;
  absl::Status ReplaceHashKey(const std::map<std::string, std::string>& before,
                              const std::map<std::string, std::string>& after,
                              KeyChange why) override;
  absl::StatusOr<std::map<std::string, std::string>> LostKeys(
      const std::string& site) override;
  absl::Status BringBackKey(const std::string& site, const std::string& lost,
                            const std::string& name,
                            const std::string& wrapped) override;

 private:
  absl::Status ReplaceKeys(absl::string_view prefix, absl::string_view key,
                           const std::map<std::string, std::string>& before,
                           const std::map<std::string, std::string>& after,
                           KeyChange why);
  absl::StatusOr<Reply> Call(absl::string_view prefix, Command command,
                             bool idempotent = true);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_SITE_STORE_H_
