// Sends one receiver its deliveries over HTTP/1.1, one at a time. With https
// the receiver's certificate and name are verified, by the system's authorities
// unless the settings name others. Redirects are answers like any other, and
// nobody's proxy is asked.
//
// Threads: the one that runs the loop. Looking names up happens on a thread of
// the loop's own, one name after the other.

#ifndef WINNOW_CLIENTS_GATEWAY_WEBHOOK_SENDER_H_
#define WINNOW_CLIENTS_GATEWAY_WEBHOOK_SENDER_H_

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/gateway/webhook_settings.h"

namespace winnow {

// What is sent.
struct WebhookPost {
  std::string delivery;   // Winnow-Delivery
  std::string signature;  // Winnow-Signature
  std::string body;       // JSON
};

// What became of it.
struct WebhookResult {
  int status = 0;  // of the answer; 0: there was none
  std::optional<absl::Duration> retry_after = std::nullopt;
  // `delivered` for a 2xx, `status` for another one; else the step that failed:
  // `resolve`, `connect`, `tls`, `write`, `read`, or `timeout`. A constant.
  absl::string_view outcome = "";
  // For the log: the outcome and what was wrong. Nothing of the address.
  std::string reason = {};
};

class WebhookSender {
 public:
  using Done = std::function<void(WebhookResult)>;

  // `io` must outlive the sender.
  // Errors: InvalidArgument for a ca_file that holds no certificate.
  static absl::StatusOr<std::unique_ptr<WebhookSender>> Make(
      boost::asio::io_context& io, const WebhookSettings& settings,
      std::string user_agent);
  ~WebhookSender();

  // Sends and runs `done` once, from the loop: after the settings' timeout at
  // the latest. A connection that is still open from the last one is used; if
  // the receiver has closed it meanwhile, another one is made.
  // Requires: none is under way.
  void Post(WebhookPost post, Done done);

  // Closes the connection until the next one: there is nothing to send now.
  void Rest();

 private:
  struct Room;
  struct Connection;
  class Attempt;

  explicit WebhookSender(std::shared_ptr<Room> room);

  const std::shared_ptr<Room> room_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEBHOOK_SENDER_H_
