#include "clients/gateway/http_server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/gateway/event_connection.h"
#include "clients/gateway/http_connection.h"
#include "clients/gateway/peer_address.h"

namespace winnow {
namespace {

namespace net = boost::asio;
using net::ip::tcp;

// When the process has no more file descriptors.
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr absl::Duration kDrainPoll = absl::Milliseconds(5);

}  // namespace

// One thread with its loop. The room is destroyed after the loop: connections
// that wait in there refer to it.
struct HttpServer::Worker {
  explicit Worker(SharedRoom& shared) : room{.shared = shared} {}

  void Run() {
    Beat();
    thread = std::thread([this] { io.run(); });
  }
  void Beat() {
    pulse.expires_after(absl::ToChronoNanoseconds(
        room.shared.limits.timeouts.beat / static_cast<int64_t>(kBeats)));
    pulse.async_wait([this](const boost::system::error_code& ended) {
      if (ended) return;
      BeatStreams(room);
      Beat();
    });
  }
  void Join() {
    io.stop();
    if (thread.joinable()) thread.join();
  }

  ConnectionRoom room;
  net::io_context io{1};  // one thread runs it
  net::executor_work_guard<net::io_context::executor_type> guard =
      net::make_work_guard(io);
  net::steady_timer pulse{io};
  std::thread thread;
};

// Lives on the first worker's thread.
struct HttpServer::Listener {
  Listener(State& owner, net::io_context& io)
      : state(owner), acceptor(io), pause(io) {}

  void Accept();
  void Take(const boost::system::error_code& error, tcp::socket socket,
            Worker& worker);

  State& state;
  tcp::acceptor acceptor;
  net::steady_timer pause;
  size_t next = 0;
};

struct HttpServer::State {
  Options options;
  SharedRoom shared;
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<Listener> listener;
};

void HttpServer::Listener::Accept() {
  if (!acceptor.is_open()) return;  // closed by Drain()
  Worker& worker = *state.workers[next++ % state.workers.size()];
  acceptor.async_accept(worker.io,
                        [this, &worker](const boost::system::error_code& error,
                                        tcp::socket socket) {
                          Take(error, std::move(socket), worker);
                        });
}

void HttpServer::Listener::Take(const boost::system::error_code& error,
                                tcp::socket socket, Worker& worker) {
  if (error == net::error::operation_aborted) return;
  if (error) {
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](const boost::system::error_code& ended) {
      if (!ended) Accept();
    });
    return;
  }
  GatewayMetrics* metrics = state.shared.metrics;
  if (state.shared.connections.fetch_add(1) >=
      state.shared.limits.connections_max) {
    state.shared.connections.fetch_sub(1);
    if (metrics != nullptr) metrics->CountRefusal("connections");
  } else {
    if (metrics != nullptr) metrics->connections().Increment();
    net::post(worker.io, [&worker, socket = std::move(socket)]() mutable {
      std::make_shared<HttpConnection>(std::move(socket), worker.room)->Start();
    });
  }
  Accept();
}

HttpServer::HttpServer(std::unique_ptr<State> state)
    : state_(std::move(state)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(
    Options options, const MakeHandler& make_handler, GatewayMetrics* metrics) {
  const auto endpoint = ParseListenAddress(options.setting, options.listen);
  if (!endpoint.ok()) return endpoint.status();
  auto state = std::make_unique<State>();
  state->shared.limits = options.limits;
  state->shared.metrics = metrics;
  for (int i = 0; i < options.threads; ++i) {
    state->workers.push_back(std::make_unique<Worker>(state->shared));
    Worker& worker = *state->workers.back();
    auto handler = make_handler([&worker](std::function<void()> work) {
      net::post(worker.io, std::move(work));
    });
    if (!handler.ok()) return handler.status();
    worker.room.handler = *std::move(handler);
  }
  state->listener =
      std::make_unique<Listener>(*state, state->workers.front()->io);
  tcp::acceptor& acceptor = state->listener->acceptor;
  boost::system::error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("--", options.setting, ": cannot listen on ",
                     options.listen, ": ", error.message()));
  }
  state->options = std::move(options);
  std::unique_ptr<HttpServer> server(new HttpServer(std::move(state)));
  server->state_->listener->Accept();
  for (const auto& worker : server->state_->workers) worker->Run();
  return server;
}

HttpServer::~HttpServer() {
  for (const auto& worker : state_->workers) worker->Join();
  // Who pushes into a stream may not reach a loop that is going.
  for (const auto& worker : state_->workers) EndStreams(worker->room);
  // Handlers cancel their calls, whose ends are posted to loops that are all
  // still there, and run no more.
  for (const auto& worker : state_->workers) worker->room.handler = nullptr;
  state_->listener = nullptr;
  // A connection's socket needs its loop; those that wait for a read or write
  // are destroyed by the loop itself.
  for (const auto& worker : state_->workers) worker->room.open.clear();
}

int HttpServer::port() const {
  boost::system::error_code ignored;
  return state_->listener->acceptor.local_endpoint(ignored).port();
}

void HttpServer::Drain(absl::Duration patience) {
  net::post(state_->workers.front()->io, [listener = state_->listener.get()] {
    boost::system::error_code ignored;
    listener->acceptor.close(ignored);
    listener->pause.cancel();
  });
  for (const auto& worker : state_->workers) {
    net::post(worker->io, [&room = worker->room] {
      room.draining = true;
      const auto open = room.open;  // some leave
      for (const auto& connection : open) connection->Drain();
      EndStreams(room);
    });
  }
  const absl::Time deadline = absl::Now() + patience;
  while (state_->shared.connections.load() > 0 && absl::Now() < deadline) {
    absl::SleepFor(kDrainPoll);
  }
}

}  // namespace winnow
