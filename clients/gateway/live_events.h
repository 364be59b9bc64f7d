// Comments as they are published and taken down, to the pages that show their
// thread.
//
// One question under way for each site that has a stream open, whoever listens
// to it: winnowd's feed, read from where it stands, under the site's key. It
// begins with a site's first stream and ends a while after its last. When
// winnowd cannot be asked, streams stay open and the feed is read on from where
// it was; where that is too long ago, or winnowd does not know the place any
// more, readers are told to read the list anew.
//
// A thread of its own asks, makes each event's bytes once and pushes them into
// the streams, whose connections send them: nothing waits for a client.
//
// Threads: any; the destructor from one, when every stream is gone.

#ifndef WINNOW_CLIENTS_GATEWAY_LIVE_EVENTS_H_
#define WINNOW_CLIENTS_GATEWAY_LIVE_EVENTS_H_

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cpp/async_client.h"
#include "clients/gateway/gateway_log.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/settings.h"
#include "clients/gateway/stream_table.h"

namespace winnow {

class LiveEvents {
 public:
  // Is told whose lists have changed, before anybody else is.
  using Forget = std::function<void(const GatewaySite&, const std::string&)>;

  struct Pace {
    // The feed is waited for so long; winnowd knows no longer.
    absl::Duration wait = absl::Seconds(20);
    // Between attempts that fail, doubling, drawn from the upper half.
    absl::Duration pause_min = absl::Milliseconds(500);
    absl::Duration pause_max = absl::Seconds(30);
    // A failure that takes longer is a gap.
    absl::Duration gap = absl::Minutes(1);
    // So long a site is followed that nobody listens to.
    absl::Duration linger = absl::Minutes(1);
  };

  // `settings`, `metrics` and `log` must outlive this object.
  LiveEvents(const GatewaySettings& settings, ClientOptions winnowd,
             GatewayMetrics& metrics, GatewayLog& log, Forget forget,
             const Pace& pace);
  // Cancels the questions under way.
  ~LiveEvents();

  // Makes a stream with what happens in a thread; it says `ready` as soon as
  // the feed is followed. Null if the network has as many as it may. This
  // object must outlive the stream.
  std::shared_ptr<EventStream> Open(const GatewaySite& site,
                                    const std::string& thread_id,
                                    const std::string& network);

 private:
  struct Followed;  // a site, of the thread alone

  // All on the thread.
  void Follow(Followed& site);
  void Ask(Followed& site);
  void AskAfter(Followed& site, absl::Duration pause);
  void OnAnswer(Followed& site, absl::Time asked,
                const absl::StatusOr<v1::ListEventsResponse>& answer);
  void OnFailure(Followed& site, const absl::Status& status);
  void Deliver(Followed& site, const v1::ListEventsResponse& page);
  // Forgets the place in the feed: whoever listens will read anew.
  static void LosePlace(Followed& site);
  bool EndIfIdle(Followed& site);
  AsyncClient* ClientOf(const Followed& site);

  const ClientOptions winnowd_;
  GatewayMetrics& metrics_;
  GatewayLog& log_;
  const Forget forget_;
  const Pace pace_;
  StreamTable table_;
  boost::asio::io_context io_{1};  // one thread runs it
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
      guard_ = boost::asio::make_work_guard(io_);
  std::map<std::string, std::unique_ptr<Followed>> sites_;  // all, by id
  std::vector<std::unique_ptr<AsyncClient>> clients_;
  std::mt19937_64 random_{std::random_device{}()};
  std::thread thread_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_LIVE_EVENTS_H_
