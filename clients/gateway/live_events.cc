#include "clients/gateway/live_events.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "absl/time/clock.h"
#include "clients/gateway/event_bytes.h"

namespace winnow {
namespace {

namespace net = boost::asio;

// One connection carries a hundred calls at once, and each site has one.
constexpr size_t kSitesOfAClient = 50;
constexpr int kPageSize = 200;
// So much at once was not read as it happened: a list is faster.
constexpr int kPagesBehindMax = 20;
// Beside the wait itself.
constexpr absl::Duration kAnswerTime = absl::Seconds(10);
// Where winnowd should wait and does not.
constexpr absl::Duration kEmptyPause = absl::Milliseconds(100);

google::protobuf::Duration ProtoOf(absl::Duration duration) {
  google::protobuf::Duration proto;
  const int64_t ms = absl::ToInt64Milliseconds(duration);
  proto.set_seconds(ms / 1000);
  proto.set_nanos(static_cast<int32_t>(ms % 1000 * 1'000'000));
  return proto;
}

}  // namespace

struct LiveEvents::Followed {
  Followed(const GatewaySite& followed, size_t of_client, net::io_context& io)
      : site(followed), client(of_client), pause(io) {}

  const GatewaySite& site;
  const size_t client;
  net::steady_timer pause;
  bool asking = false;
  std::string cursor;  // empty: from now on
  bool missed = false;
  int failures = 0;
  absl::Time failing_since;  // of the first of them
  int pages_behind = 0;
  absl::Time listened;  // when somebody last did
};

LiveEvents::LiveEvents(const GatewaySettings& settings, ClientOptions winnowd,
                       GatewayMetrics& metrics, GatewayLog& log, Forget forget,
                       const Pace& pace)
    : winnowd_(std::move(winnowd)),
      metrics_(metrics),
      log_(log),
      forget_(std::move(forget)),
      pace_(pace),
      table_(settings.limits.network_streams) {
  for (const auto& [id, site] : settings.sites) {
    const size_t client = sites_.size() / kSitesOfAClient;
    sites_.emplace(id, std::make_unique<Followed>(site, client, io_));
    clients_.resize(client + 1);
  }
  thread_ = std::thread([this] { io_.run(); });
}

LiveEvents::~LiveEvents() {
  io_.stop();
  thread_.join();
  // The ends of their calls are posted to a loop that runs no more.
  clients_.clear();
}

std::shared_ptr<EventStream> LiveEvents::Open(const GatewaySite& site,
                                              const std::string& thread_id,
                                              const std::string& network) {
  auto stream = table_.Open(site.id, thread_id, network);
  if (stream == nullptr) return nullptr;
  stream->Push(RetryBytes());
  Followed& followed = *sites_.find(site.id)->second;
  net::post(io_, [this, &followed] { Follow(followed); });
  return stream;
}

void LiveEvents::Follow(Followed& site) {
  site.listened = absl::Now();
  if (!site.asking) {
    site.asking = true;
    return Ask(site);
  }
  if (site.cursor.empty()) return;  // OnAnswer() will say it
  for (const auto& stream : table_.TakeNew(site.site.id)) {
    stream->Push(ReadyBytes());
  }
}

AsyncClient* LiveEvents::ClientOf(const Followed& site) {
  std::unique_ptr<AsyncClient>& client = clients_[site.client];
  if (client == nullptr) {
    auto made =
        AsyncClient::Connect(winnowd_, [this](std::function<void()> work) {
          net::post(io_, std::move(work));
        });
    if (made.ok()) client = *std::move(made);
  }
  return client.get();
}

void LiveEvents::Ask(Followed& site) {
  AsyncClient* client = ClientOf(site);
  const absl::Time now = absl::Now();
  if (client == nullptr) {
    return OnFailure(site, absl::UnavailableError("no connection"));
  }
  v1::ListEventsRequest request;
  request.set_site(site.site.id);
  request.set_page_size(kPageSize);
  // Where the feed stands is to be known at once.
  const absl::Duration wait =
      site.cursor.empty() ? absl::ZeroDuration() : pace_.wait;
  request.set_cursor(site.cursor.empty() ? "latest" : site.cursor);
  *request.mutable_wait() = ProtoOf(wait);
  client->Call<v1::ListEventsRequest, v1::ListEventsResponse>(
      kListEvents, std::move(request),
      {.key = site.site.key, .timeout = wait + kAnswerTime},
      [this, &site, now](const absl::StatusOr<v1::ListEventsResponse>& answer) {
        OnAnswer(site, now, answer);
      });
}

void LiveEvents::AskAfter(Followed& site, absl::Duration pause) {
  site.pause.expires_after(absl::ToChronoNanoseconds(pause));
  site.pause.async_wait([this, &site](const boost::system::error_code& ended) {
    if (!ended) Ask(site);
  });
}

void LiveEvents::OnAnswer(
    Followed& site, absl::Time asked,
    const absl::StatusOr<v1::ListEventsResponse>& answer) {
  const absl::Time now = absl::Now();
  metrics_.CountCall(kListEvents.path,
                     absl::StatusCodeToString(answer.status().code()),
                     now - asked);
  if (!answer.ok()) return OnFailure(site, answer.status());
  if (std::exchange(site.failures, 0) > 0) {
    log_.Inform("live_events_resumed", {{"site", site.site.id}});
  }
  const bool from_now_on = site.cursor.empty();
  if (!from_now_on) Deliver(site, *answer);
  site.cursor = answer->next_cursor();
  if (from_now_on) {
    for (const auto& stream : table_.TakeNew(site.site.id)) {
      stream->Push(ReadyBytes());
    }
    if (std::exchange(site.missed, false)) {
      const auto streams = table_.OfSite(site.site.id);
      for (const auto& stream : streams) stream->Push(ReloadBytes());
      metrics_.CountEvents("reload", streams.size());
    }
  }
  site.pages_behind = answer->has_more() ? site.pages_behind + 1 : 0;
  if (site.pages_behind > kPagesBehindMax) LosePlace(site);
  if (EndIfIdle(site)) return;
  const bool waited = now - asked >= kEmptyPause;
  if (from_now_on || answer->has_more() || !answer->events().empty() ||
      waited) {
    return Ask(site);
  }
  AskAfter(site, kEmptyPause);
}

void LiveEvents::OnFailure(Followed& site, const absl::Status& status) {
  const absl::Time now = absl::Now();
  if (site.failures++ == 0) {
    site.failing_since = now;
    log_.Warn("live_events_failing",
              {{"site", site.site.id},
               {"code", absl::StatusCodeToString(status.code())}});
  }
  if (absl::IsOutOfRange(status) || now - site.failing_since > pace_.gap) {
    LosePlace(site);
  }
  if (EndIfIdle(site)) return;
  absl::Duration pause = pace_.pause_min;
  for (int i = 1; i < site.failures && pause < pace_.pause_max; ++i) pause *= 2;
  pause = std::min(pause, pace_.pause_max);
  // Gateways that lost the same winnowd do not come back at once.
  AskAfter(site, pause * std::uniform_real_distribution(0.5, 1.0)(random_));
}

void LiveEvents::LosePlace(Followed& site) {
  // Who has not been told `ready` has missed nothing.
  if (!site.cursor.empty()) site.missed = true;
  site.cursor.clear();
  site.pages_behind = 0;
}

bool LiveEvents::EndIfIdle(Followed& site) {
  const absl::Time now = absl::Now();
  if (table_.HasAny(site.site.id)) site.listened = now;
  if (now - site.listened <= pace_.linger) return false;
  site.asking = false;
  site.cursor.clear();
  site.missed = false;
  site.failures = 0;
  return true;
}

void LiveEvents::Deliver(Followed& site, const v1::ListEventsResponse& page) {
  for (const v1::Event& event : page.events()) {
    forget_(site.site, event.thread_id());
    const auto streams = table_.OfThread(site.site.id, event.thread_id());
    if (streams.empty()) continue;
    const EventBytes bytes = BytesOf(event);
    if (bytes.bytes == nullptr) continue;
    for (const auto& stream : streams) stream->Push(bytes.bytes);
    metrics_.CountEvents(bytes.type, streams.size());
  }
}

}  // namespace winnow
