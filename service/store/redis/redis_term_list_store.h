// TermListStore over Redis. The format of every key is in
// service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_TERM_LIST_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_TERM_LIST_STORE_H_

#include <string>
#include <vector>

#include "service/store/redis/cluster.h"
#include "service/store/term_list_store.h"

namespace winnow {

class RedisTermListStore final : public TermListStore {
 public:
  // `redis` must outlive this object.
  explicit RedisTermListStore(Cluster& redis) : redis_(redis) {}

  absl::StatusOr<StoredLists> Lists(const std::string& site) override;
  absl::StatusOr<std::vector<std::vector<std::string>>> Terms(
      const std::string& site, absl::Span<const TermPiece> pieces) override;
  absl::StatusOr<std::vector<TermPiece>> Stage(
      const std::string& site,
      const std::vector<std::vector<std::string>>& pieces) override;
  absl::StatusOr<int64_t> Apply(const TermListChange& change) override;

 private:
  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_TERM_LIST_STORE_H_
