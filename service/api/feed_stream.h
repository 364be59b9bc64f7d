// One StreamEvents call. Internal to FeedService.

#ifndef WINNOW_SERVICE_API_FEED_STREAM_H_
#define WINNOW_SERVICE_API_FEED_STREAM_H_

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/api/services.h"
#include "service/feed/feed.h"
#include "winnow/v1/feed_service.pb.h"

namespace winnow {

// How far a reader may be behind its flow control: time that one event waits to
// be taken, or news that came meanwhile.
inline constexpr absl::Duration kReaderBehindMax = absl::Seconds(10);
inline constexpr int kEventsBehindMax = 1000;

// Reads one page of events on a worker, sends it, and reads the next; with none
// left it waits to be woken. So at most one page is in memory for each reader,
// and no thread waits. Owns itself until the RPC library is done with it.
class FeedStream final
    : public grpc::ServerWriteReactor<v1::StreamEventsResponse>,
      public OpenStream,
      public std::enable_shared_from_this<FeedStream> {
 public:
  FeedStream(grpc::CallbackServerContext& context, Gate& gate,
             const Access& access, Feed& feed,
             const v1::StreamEventsRequest& request);

  void Begin(OpenStreams& streams, const WatchFeed& watch);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Tick(absl::Time now) override;
  void EndForShutdown() override;

 private:
  void OnWake();
  void Read();
  absl::StatusOr<FeedPage> NextPage();
  void ReadOrWrite() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void EndWith(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishIfDone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  grpc::CallbackServerContext& context_;
  Gate& gate_;
  const Access& access_;
  Feed& feed_;
  const v1::StreamEventsRequest request_;
  const absl::Time start_;
  std::shared_ptr<const KeyRecord> key_;
  std::shared_ptr<FeedStream> self_;
  std::shared_ptr<void> watch_;
  // Only the one read under way touches these two.
  bool begun_ = false;
  std::string cursor_;

  absl::Mutex mutex_;
  std::deque<v1::StreamEventsResponse> unsent_ ABSL_GUARDED_BY(mutex_);
  bool news_ ABSL_GUARDED_BY(mutex_) = true;  // there may be more to read
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time write_start_ ABSL_GUARDED_BY(mutex_);
  int wakes_in_write_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time finish_time_ ABSL_GUARDED_BY(mutex_);
  bool done_ ABSL_GUARDED_BY(mutex_) = false;  // context_ may be gone
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_FEED_STREAM_H_
