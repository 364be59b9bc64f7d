// One ListEvents call: answers with the events there are or, asked to wait,
// with the first that come. No thread waits meanwhile. Internal to FeedService.

#ifndef WINNOW_SERVICE_API_FEED_WAIT_H_
#define WINNOW_SERVICE_API_FEED_WAIT_H_

#include <grpcpp/support/server_callback.h>

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

// The longest that one call waits for an event.
inline constexpr absl::Duration kListWaitMax = absl::Seconds(20);

// Owns itself until the RPC library is done with it.
class FeedWait final : public grpc::ServerUnaryReactor,
                       public OpenStream,
                       public std::enable_shared_from_this<FeedWait> {
 public:
  FeedWait(grpc::CallbackServerContext& context, Gate& gate,
           const Access& access, Feed& feed,
           const v1::ListEventsRequest& request,
           v1::ListEventsResponse& response);

  void Begin(OpenStreams& streams, const WatchFeed& watch);

  void OnCancel() override;
  void OnDone() override;
  void Tick(absl::Time now) override;
  void EndForShutdown() override;

 private:
  void OnWake();
  void Read();
  absl::Status Fill();
  // With mutex_ held:
  void ReadIfNews();
  void EndWith(const absl::Status& status);

  grpc::CallbackServerContext& context_;
  Gate& gate_;
  const Access& access_;
  Feed& feed_;
  const v1::ListEventsRequest& request_;
  const absl::Time start_;
  absl::Time deadline_;
  int page_size_ = 0;
  std::shared_ptr<const KeyRecord> key_;
  std::shared_ptr<FeedWait> self_;
  std::shared_ptr<void> watch_;
  // Only the one read under way touches these.
  v1::ListEventsResponse& response_;
  std::optional<FeedStart> at_;  // unset before the first read

  std::mutex mutex_;  // guards all that follow
  bool news_ = true;
  // The first read is done: the response has a cursor.
  bool begun_ = false;
  bool reading_ = false;
  bool expired_ = false;
  bool finished_ = false;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_FEED_WAIT_H_
