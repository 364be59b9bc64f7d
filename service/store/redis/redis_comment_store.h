// CommentStore over Redis: each call is one function of functions/*.lua.
// The format of every key is in service/docs/redis.md.
#ifndef WINNOW_SERVICE_STORE_REDIS_REDIS_COMMENT_STORE_H_
#define WINNOW_SERVICE_STORE_REDIS_REDIS_COMMENT_STORE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "service/store/comment_store.h"
#include "service/store/redis/cluster.h"
#include "service/store/redis/reply.h"

namespace winnow {

class RedisCommentStore final : public CommentStore {
 public:
  // `redis` must outlive this object.
  explicit RedisCommentStore(Cluster& redis) : redis_(redis) {}

  void Gather(
      const Attempt& attempt,
      absl::AnyInvocable<void(absl::StatusOr<Gathered>) &&> done) override;
  void Commit(
      const Commitment& commitment,
      absl::AnyInvocable<void(absl::StatusOr<Committed>) &&> done) override;
  absl::StatusOr<std::vector<StoredComment>> Read(const std::string& site,
                                                  const std::vector<Uuid>& ids,
                                                  bool hidden) override;
  absl::StatusOr<std::vector<PageRow>> PageByState(
      const std::string& site, State state, bool newest_first,
      const std::optional<PageStart>& after, int limit, Parts parts) override;
  absl::StatusOr<std::vector<PageRow>> PageByThread(
      const std::string& site, const std::string& thread_key, bool newest_first,
      const std::optional<PageStart>& after, int limit, Parts parts) override;
  absl::StatusOr<std::vector<PageRow>> PageByCluster(
      const std::string& site, const Uuid& cluster,
      const std::optional<PageStart>& after, int limit) override;
  absl::StatusOr<std::vector<PageRow>> PageReported(
      const std::string& site, const std::optional<PageStart>& after,
      int limit) override;
  absl::StatusOr<int64_t> CountReported(const std::string& site) override;
  absl::StatusOr<std::vector<int64_t>> CountThreads(
      const std::string& site,
      const std::vector<std::string>& thread_keys) override;
  absl::StatusOr<StateCounts> CountStates(const std::string& site) override;
  absl::StatusOr<StoredComment> Decide(const Decision& decision) override;
  std::vector<absl::StatusOr<int64_t>> DecideAll(
      const std::vector<Decision>& decisions) override;
  absl::StatusOr<std::optional<Replay>> Request(
      const std::string& site, const std::string& request_key) override;
  absl::StatusOr<EditOutcome> Change(const Edit& edit) override;
  absl::StatusOr<ChangeOutcome> Withdraw(const Withdrawal& withdrawal) override;
  absl::StatusOr<ChangeOutcome> Appeal(const AppealFiling& filing) override;
  absl::StatusOr<ChangeOutcome> AddNote(const NoteAddition& addition) override;
  absl::StatusOr<ChangeOutcome> ChangeTags(const TagChange& change) override;
  absl::StatusOr<ChangeOutcome> Pick(const PickChange& change) override;
  absl::StatusOr<ChangeOutcome> DismissReports(
      const ReportDismissal& dismissal) override;
  absl::StatusOr<std::vector<BatchEntry>> Batch(const std::string& site,
                                                const Uuid& batch,
                                                int64_t from) override;
  absl::StatusOr<Uuid> BeginBatch(const std::string& site,
                                  const std::string& request_key,
                                  const std::string& content,
                                  const Uuid& batch) override;
  absl::StatusOr<std::vector<ThreadNow>> ThreadsNow(
      const std::string& site,
      const std::vector<std::string>& thread_keys) override;
  absl::StatusOr<std::vector<HotThread>> HotThreads(
      const std::string& site) override;
  absl::StatusOr<std::vector<AuditRecord>> History(const std::string& site,
                                                   const Uuid& id) override;
  absl::StatusOr<EventPage> EventsAfter(const std::string& site,
                                        const std::string& cursor,
                                        int limit) override;
  absl::StatusOr<std::string> LatestCursor(const std::string& site) override;
  absl::StatusOr<std::string> Acknowledge(const std::string& site,
                                          const std::string& subscription,
                                          const std::string& cursor,
                                          absl::Time now) override;
  absl::StatusOr<KeptSubscription> FindSubscription(
      const std::string& site, const std::string& subscription) override;
  absl::Status ChangeSubscription(const std::string& site,
                                  const std::string& subscription,
                                  const SubscriptionChange& change,
                                  absl::Time now) override;
  absl::Status ForgetSubscription(const std::string& site,
                                  const std::string& subscription) override;

 private:
  absl::StatusOr<Reply> Call(const std::string& prefix, Command command,
                             bool idempotent);
  // Sends one of the changes of comment_changes.h.
  absl::StatusOr<ChangeOutcome> Make(const ChangeOrigin& origin,
                                     Command command,
                                     absl::string_view function);
  absl::StatusOr<std::vector<PageRow>> Page(
      const std::string& prefix, absl::string_view index, bool newest_first,
      const std::optional<PageStart>& after, int limit, Parts parts);

  Cluster& redis_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_REDIS_COMMENT_STORE_H_
