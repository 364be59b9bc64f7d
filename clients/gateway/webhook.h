// Delivers one subscription's events to one receiver, in order and at least
// once, for as long as the gateway runs:
//
//   announce ─▶ pull ─▶ deliver ─2xx─▶ acknowledge ─▶ next event, or pull
//      ▲         ▲         │                │
//      │         └─ pause ◀┘ refused        │
//      └─ pause ◀───── winnowd failed ◀─────┘
//
// winnowd keeps the position; nothing is kept here. What is sent was pulled in
// the last second, so that nobody gets a comment in the form it had before it
// was erased or edited.
//
// Threads: the one that runs the loop.

#ifndef WINNOW_CLIENTS_GATEWAY_WEBHOOK_H_
#define WINNOW_CLIENTS_GATEWAY_WEBHOOK_H_

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cpp/async_client.h"
#include "clients/cpp/retry_pacer.h"
#include "clients/gateway/gateway_log.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/webhook_pacer.h"
#include "clients/gateway/webhook_sender.h"

namespace winnow {

// What webhooks share. All of it must outlive them and the calls under way.
struct WebhookRoom {
  boost::asio::io_context& io;
  AsyncClient& winnowd;
  GatewayMetrics& metrics;
  GatewayLog& log;
};

// Whose events, under whose key.
struct WebhookSource {
  std::string site;
  std::string key;
  WebhookSettings settings;
};

class Webhook : public std::enable_shared_from_this<Webhook> {
 public:
  Webhook(const WebhookRoom& room, WebhookSource source,
          std::unique_ptr<WebhookSender> sender);

  // Makes the subscription if it is new, tells winnowd what it asks for, so
  // that its lag shows from the beginning, and goes on from there.
  void Start();

  // Begins nothing any more; `done` runs when what is under way has ended, or
  // at once.
  void Stop(std::function<void()> done);

 private:
  using Step = void (Webhook::*)();

  void Announce();
  void GoOnAsAnnounced(const absl::StatusOr<v1::Subscription>& answer);
  void Pull();
  void TakePage(absl::StatusOr<v1::ListEventsResponse> page);
  void GoOn();
  void Deliver();
  void TakeResult(const WebhookResult& result);
  void Acknowledge(const std::string& cursor, Step next);
  void TakeAcknowledgement(const absl::StatusOr<v1::Subscription>& answer,
                           Step next);
  void AfterEvent();

  // winnowd does not answer, or refuses: tried again.
  void FailFeed(const absl::Status& status);
  // One side fails for this reason, or (empty) does not: the log has each
  // reason once as long as it stays, the gauge a webhook with any.
  void NoteFeed(absl::string_view reason);
  void NoteReceiver(absl::string_view reason);
  void Note(std::string& noted, absl::string_view reason, const char* failed,
            const char* label, const char* recovered);
  void Pause(absl::Duration pause, Step next);
  // Whether nothing more is to begin; tells whoever stopped it.
  bool Ended();

  const WebhookRoom room_;
  const WebhookSource source_;
  const std::unique_ptr<WebhookSender> sender_;
  boost::asio::steady_timer timer_;
  WebhookPacer receiver_pacer_;
  RetryPacer feed_pacer_;

  v1::ListEventsResponse page_;
  int at_ = 0;  // the next event of the page
  absl::Time pulled_ = absl::InfinitePast();
  absl::Time arrived_ = absl::InfinitePast();  // the page
  absl::Time posted_ = absl::InfinitePast();
  std::string acknowledged_;
  std::string done_;              // to be acknowledged; empty for none
  std::string receiver_failure_;  // empty: its last delivery went well
  std::string feed_failure_;      // of winnowd's side
  bool delivering_ = false;       // from sending to the end of acknowledging
  std::function<void()> stopped_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEBHOOK_H_
