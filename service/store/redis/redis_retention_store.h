// RetentionStore over Redis. The format of every key is in
// service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_RETENTION_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_RETENTION_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/command.h"
#include "service/store/redis/reply.h"
#include "service/store/retention_store.h"

namespace winnow {

class RedisRetentionStore final : public RetentionStore {
 public:
  // `redis` must outlive this object.
  explicit RedisRetentionStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<SweepState> Hold(const std::string& who,
                                  absl::Duration length) override;
  absl::StatusOr<absl::Time> BeginRun(const std::string& who) override;
  absl::Status FinishSite(const std::string& who,
                          const std::string& site) override;
  absl::Status FinishRun(const std::string& who) override;
  absl::StatusOr<SweepPlace> Place(const std::string& site) override;
  absl::Status KeepPlace(const std::string& site,
                         const SweepPlace& place) override;
  absl::StatusOr<DuePage> FindDue(const std::string& site,
                                  const SweptIndex& index,
                                  const std::optional<PageStart>& after,
                                  const RetentionClocks& clocks) override;
  absl::StatusOr<SweptCounts> Sweep(const std::string& site,
                                    const std::vector<DueComment>& due,
                                    const RetentionClocks& clocks) override;
  absl::StatusOr<std::optional<absl::Time>> NoteAcknowledged(
      const std::string& site) override;
  absl::StatusOr<SweptCounts> SweepRest(const std::string& site,
                                        const RetentionClocks& clocks,
                                        bool& more) override;
  absl::StatusOr<int64_t> CutAudit(const std::string& site,
                                   const ChainEntry& cut) override;

 private:
  absl::StatusOr<Reply> Call(absl::string_view prefix, Command command);
  absl::StatusOr<absl::Time> Mark(const std::string& who,
                                  absl::string_view what,
                                  absl::string_view site);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_RETENTION_STORE_H_
