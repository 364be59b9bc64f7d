// One StreamEvents call. Internal to FeedService.

#ifndef WINNOW_SERVICE_API_FEED_STREAM_H_
#define WINNOW_SERVICE_API_FEED_STREAM_H_

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
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
  // With mutex_ held:
  void ReadOrWrite();
  void EndWith(absl::Status status);
  void FinishIfDone();

  grpc::CallbackServerContext& context_;
  Gate& gate_;
  const Access& access_;
  Feed& feed_;
  const v1::StreamEventsRequest request_;
  const absl::Time start_;
  std::shared_ptr<const KeyRecord> key_;
  std::shared_ptr<FeedStream> self_;
  std::shared_ptr<void> watch_;
  // Only the one read under way touches it.
  std::optional<FeedStart> at_;  // unset before the first read

  std::mutex mutex_;  // guards all that follow
  std::deque<v1::StreamEventsResponse> unsent_;
  bool news_ = true;  // there may be more to read
  bool reading_ = false;
  bool writing_ = false;
  absl::Time write_start_;
  int wakes_in_write_ = 0;
  bool ending_ = false;
  bool finished_ = false;
  absl::Time finish_time_;
  bool done_ = false;  // context_ may be gone
  absl::Status status_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_FEED_STREAM_H_
