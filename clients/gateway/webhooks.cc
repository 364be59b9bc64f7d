#include "clients/gateway/webhooks.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clients/cpp/async_client.h"
#include "clients/gateway/webhook.h"

namespace winnow {
namespace {

namespace net = boost::asio;

// winnowd takes 100 calls at once of one connection, and each webhook waits in
// one.
constexpr size_t kWebhooksPerConnection = 50;
constexpr absl::Duration kStopPatience = absl::Seconds(5);
constexpr absl::Duration kStopPoll = absl::Milliseconds(5);

}  // namespace

struct Webhooks::Room {
  net::io_context io{1};  // one thread runs it
  net::executor_work_guard<net::io_context::executor_type> guard =
      net::make_work_guard(io);
  std::vector<std::unique_ptr<AsyncClient>> clients;
  std::vector<std::shared_ptr<Webhook>> webhooks;
  std::atomic<size_t> stopped = 0;
  bool stopping = false;
  std::thread thread;
};

absl::StatusOr<std::unique_ptr<Webhooks>> Webhooks::Make(
    const GatewaySettings& settings, const ClientOptions& winnowd,
    GatewayMetrics& metrics, GatewayLog& log) {
  auto room = std::make_unique<Room>();
  net::io_context& io = room->io;
  for (const auto& [id, site] : settings.sites) {
    for (const WebhookSettings& webhook : site.webhooks) {
      if (room->webhooks.size() % kWebhooksPerConnection == 0) {
        auto client =
            AsyncClient::Connect(winnowd, [&io](std::function<void()> work) {
              net::post(io, std::move(work));
            });
        if (!client.ok()) return client.status();
        room->clients.push_back(*std::move(client));
      }
      auto sender = WebhookSender::Make(io, webhook, winnowd.user_agent);
      if (!sender.ok()) return sender.status();
      room->webhooks.push_back(std::make_shared<Webhook>(
          WebhookRoom{.io = io,
                      .winnowd = *room->clients.back(),
                      .metrics = metrics,
                      .log = log},
          WebhookSource{.site = id, .key = site.key, .settings = webhook},
          *std::move(sender)));
    }
  }
  metrics.webhooks().Set(static_cast<double>(room->webhooks.size()));
  return std::unique_ptr<Webhooks>(new Webhooks(std::move(room)));
}

Webhooks::Webhooks(std::unique_ptr<Room> room) : room_(std::move(room)) {}

void Webhooks::Start() {
  if (room_->webhooks.empty()) return;
  for (const auto& webhook : room_->webhooks) {
    net::post(room_->io, [webhook] { webhook->Start(); });
  }
  room_->thread = std::thread([&io = room_->io] { io.run(); });
}

void Webhooks::Stop() {
  if (std::exchange(room_->stopping, true)) return;
  for (const auto& webhook : room_->webhooks) {
    net::post(room_->io, [webhook, &stopped = room_->stopped] {
      webhook->Stop([&stopped] { ++stopped; });
    });
  }
}

Webhooks::~Webhooks() {
  Stop();
  const absl::Time deadline = absl::Now() + kStopPatience;
  while (room_->thread.joinable() && room_->stopped < room_->webhooks.size() &&
         absl::Now() < deadline) {
    absl::SleepFor(kStopPoll);
  }
  room_->io.stop();
  if (room_->thread.joinable()) room_->thread.join();
  // Calls end here: their ends are posted to a loop that is still there, and
  // run no more.
  room_->clients.clear();
  room_->webhooks.clear();
}

}  // namespace winnow
