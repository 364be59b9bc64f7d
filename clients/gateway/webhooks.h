// All webhooks of the settings, on a thread of their own, so that no receiver
// makes a reader wait.
//
// Threads: one starts, stops and destroys it.

#ifndef WINNOW_CLIENTS_GATEWAY_WEBHOOKS_H_
#define WINNOW_CLIENTS_GATEWAY_WEBHOOKS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "clients/cpp/options.h"
#include "clients/gateway/gateway_log.h"
#include "clients/gateway/gateway_metrics.h"
#include "clients/gateway/settings.h"

namespace winnow {

class Webhooks {
 public:
  // Reads what they need; `metrics` and `log` must outlive it.
  // Errors: those of AsyncClient::Connect() and WebhookSender::Make().
  static absl::StatusOr<std::unique_ptr<Webhooks>> Make(
      const GatewaySettings& settings, const ClientOptions& winnowd,
      GatewayMetrics& metrics, GatewayLog& log);

  // Starts delivering, once. winnowd need not be there yet.
  void Start();

  // Begins no more deliveries; those under way go on.
  void Stop();

  // Stops, waits a moment for deliveries under way and cuts what is left: it is
  // delivered again by the next start.
  ~Webhooks();

 private:
  struct Room;

  explicit Webhooks(std::unique_ptr<Room> room);

  const std::unique_ptr<Room> room_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_WEBHOOKS_H_
