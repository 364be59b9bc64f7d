// One WatchQueue call. Internal to ModerationService.

#ifndef WINNOW_SERVICE_API_QUEUE_STREAM_H_
#define WINNOW_SERVICE_API_QUEUE_STREAM_H_

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/intake/live_sites.h"
#include "service/moderation/filter.h"
#include "service/moderation/moderation.h"
#include "service/moderation/queue_watch.h"
#include "winnow/v1/moderation_queue.pb.h"

namespace winnow {

// How far a watcher may be behind: messages and bytes of comments that wait for
// it, and time that one message waits to be taken.
inline constexpr size_t kChangesBehindMax = 1000;
inline constexpr size_t kChangeBytesBehindMax = 4 << 20;
inline constexpr absl::Duration kWatcherBehindMax = absl::Seconds(10);

// Takes from the watch what its filter and its key's sections let through, and
// sends it one message after the other. Owns itself until the RPC library is
// done with it.
class QueueStream final
    : public grpc::ServerWriteReactor<v1::WatchQueueResponse>,
      public OpenStream,
      public QueueWatcher,
      public std::enable_shared_from_this<QueueStream> {
 public:
  // All must outlive the call.
  QueueStream(grpc::CallbackServerContext& context, Gate& gate,
              const Access& access, QueueWatch& watch, Moderation& moderation,
              LiveSites& sites, const v1::WatchQueueRequest& request);

  void Begin(OpenStreams& streams);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Tick(absl::Time now) override;
  void EndForShutdown() override;
  void OnChanges(const std::shared_ptr<const QueueChanges>& news) override;
  void OnEnd(const absl::Status& status) override;

 private:
  // A message that waits; of a change within what was read together.
  struct Unsent {
    std::shared_ptr<const QueueChange> change;  // null: only counts
    int64_t held = 0;
    int64_t leased = 0;
  };

  // Finds out what the filter needs to know, and begins to watch. Blocks.
  absl::Status Open();
  // On the thread of the watch: whether the caller is to hear of a change.
  bool Concerns(const QueueChange& change);
  // With mutex_ held:
  void Enqueue(Unsent unsent);
  void Write();
  void EndWith(absl::Status status);
  void FinishIfDone();

  grpc::CallbackServerContext& context_;
  Gate& gate_;
  const Access& access_;
  QueueWatch& watch_;
  Moderation& moderation_;
  LiveSites& sites_;
  const v1::WatchQueueRequest request_;
  const absl::Time start_;
  std::shared_ptr<const KeyRecord> key_;
  std::shared_ptr<QueueStream> self_;
  CommentFilter filter_;
  std::string author_exact_;
  // Comments that the caller was told of and that are in the queue still: what
  // becomes of them is told, even if they match no more. At most 10,000.
  std::set<Uuid> known_;

  std::mutex mutex_;  // guards all that follow
  std::deque<Unsent> unsent_;
  size_t unsent_bytes_ = 0;
  v1::WatchQueueResponse message_;
  int64_t held_told_ = -1;
  int64_t leased_told_ = -1;
  bool opening_ = false;
  bool writing_ = false;
  absl::Time write_start_;
  bool ending_ = false;
  bool finished_ = false;
  absl::Time finish_time_;
  bool done_ = false;  // context_ may be gone
  absl::Status status_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_QUEUE_STREAM_H_
