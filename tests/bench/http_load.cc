#include "tests/bench/http_load.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <deque>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tests/bench/latencies.h"

namespace winnow {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace net = boost::asio;
using Steady = std::chrono::steady_clock;
using Error = beast::error_code;

// An open loop this far ahead of the answers measures only its own memory.
constexpr size_t kWaitingMax = 20000;

beast::string_view View(const std::string& text) {
  return {text.data(), text.size()};
}

struct Connection {
  explicit Connection(net::io_context& context) : socket(context) {}

  net::ip::tcp::socket socket;
  beast::flat_buffer buffer;
  http::request<http::string_body> request;
  http::response<http::string_body> response;
  Steady::time_point due;
};

class HttpLoad {
 public:
  explicit HttpLoad(const HttpLoadOptions& options) : options_(options) {}

  absl::StatusOr<HttpLoadResult> Run();

 private:
  absl::Status Connect();
  bool GoesOn(Steady::time_point now) const {
    if (!failed_.ok()) return false;
    return options_.calls > 0 ? started_ < options_.calls : now < end_;
  }
  bool IsMeasured(Steady::time_point at) const {
    return options_.calls > 0 || (at >= begin_ && at < end_);
  }
  void Start(Connection& connection, Steady::time_point due);
  void Finish(Connection& connection);
  // Starts what is due, and sleeps until the next is.
  void KeepTime();
  // Reads the CPU time when measuring begins or ends.
  void ReadCpu(bool begins);
  void Fail(absl::Status status) {
    if (failed_.ok()) failed_ = std::move(status);
    context_.stop();
  }

  const HttpLoadOptions& options_;
  net::io_context context_{1};
  net::steady_timer next_{context_};
  net::steady_timer mark_{context_};
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> idle_;
  std::deque<Steady::time_point> waiting_;
  uint64_t started_ = 0;
  uint64_t due_ = 0;
  Steady::time_point start_, begin_, end_, last_;
  absl::Status failed_;
  HttpLoadResult result_;
};

absl::Status HttpLoad::Connect() {
  const net::ip::tcp::endpoint server(net::ip::address_v4::loopback(),
                                      static_cast<uint16_t>(options_.port));
  for (int i = 0; i < options_.connections; ++i) {
    auto connection = std::make_unique<Connection>(context_);
    Error error;
    connection->socket.connect(server, error);
    if (error) return absl::UnavailableError(error.message());
    connection->socket.set_option(net::ip::tcp::no_delay(true), error);
    idle_.push_back(connection.get());
    connections_.push_back(std::move(connection));
  }
  return absl::OkStatus();
}

void HttpLoad::ReadCpu(bool begins) {
  for (const WatchedProcess& process : options_.watched) {
    const auto used = CpuTimeOf(process.pid);
    if (!used.ok()) return Fail(used.status());
    absl::Duration& cpu = result_.cpu[process.name];
    cpu = begins ? *used : *used - cpu;
  }
}

void HttpLoad::Start(Connection& connection, Steady::time_point due) {
  const HttpLoadRequest made = options_.make(started_++);
  connection.due = due;
  auto& request = connection.request;
  request = {};
  request.version(11);
  request.method_string(View(made.method));
  request.target(View(made.target));
  request.set(http::field::host, "127.0.0.1");
  for (const auto& [name, value] : made.headers) {
    request.set(View(name), View(value));
  }
  request.body() = made.body;
  request.prepare_payload();
  http::async_write(
      connection.socket, request, [this, &connection](Error error, size_t) {
        if (error) return Fail(absl::UnavailableError(error.message()));
        connection.response = {};
        http::async_read(
            connection.socket, connection.buffer, connection.response,
            [this, &connection](Error failed, size_t) {
              if (failed) {
                return Fail(absl::UnavailableError(failed.message()));
              }
              Finish(connection);
            });
      });
}

void HttpLoad::Finish(Connection& connection) {
  const Steady::time_point now = Steady::now();
  last_ = now;
  ++result_.statuses[static_cast<int>(connection.response.result_int())];
  // In the open loop what counts is when a call was due, not when it was sent.
  if (IsMeasured(options_.rate > 0 ? connection.due : now)) {
    result_.latencies_us.push_back(static_cast<uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(now -
                                                              connection.due)
            .count()));
  }
  if (!connection.response.body().empty()) {
    result_.body = std::move(connection.response.body());
  }
  const auto etag = connection.response[http::field::etag];
  if (!etag.empty()) result_.etag = std::string(etag.data(), etag.size());
  if (!connection.response.keep_alive()) {
    return Fail(absl::UnavailableError("the server closed a connection"));
  }
  if (!waiting_.empty()) {
    const Steady::time_point due = waiting_.front();
    waiting_.pop_front();
    return Start(connection, due);
  }
  if (options_.rate <= 0 && GoesOn(now)) return Start(connection, now);
  idle_.push_back(&connection);
}

void HttpLoad::KeepTime() {
  const auto due_at = [this](uint64_t number) {
    return start_ + std::chrono::nanoseconds(static_cast<int64_t>(
                        1e9 * static_cast<double>(number) / options_.rate));
  };
  const Steady::time_point now = Steady::now();
  for (Steady::time_point due = due_at(due_); due <= now; due = due_at(due_)) {
    if (options_.calls > 0 ? due_ >= options_.calls : due >= end_) return;
    ++due_;
    if (idle_.empty()) {
      waiting_.push_back(due);
    } else {
      Connection& connection = *idle_.back();
      idle_.pop_back();
      Start(connection, due);
    }
  }
  if (waiting_.size() > kWaitingMax) {
    return Fail(absl::ResourceExhaustedError(
        "the server falls behind: ask for a lower --rate"));
  }
  next_.expires_at(due_at(due_));
  next_.async_wait([this](Error error) {
    if (!error) KeepTime();
  });
}

absl::StatusOr<HttpLoadResult> HttpLoad::Run() {
  const absl::Status connected = Connect();
  if (!connected.ok()) return connected;
  start_ = Steady::now();
  begin_ = start_ + absl::ToChronoNanoseconds(options_.warm_up);
  end_ = begin_ + absl::ToChronoNanoseconds(options_.measured);
  if (options_.calls > 0) {
    begin_ = start_;
    ReadCpu(/*begins=*/true);
  } else {
    mark_.expires_at(begin_);
    mark_.async_wait([this](Error) {
      ReadCpu(/*begins=*/true);
      mark_.expires_at(end_);
      mark_.async_wait([this](Error) { ReadCpu(/*begins=*/false); });
    });
  }
  if (options_.rate > 0) {
    KeepTime();
  } else {
    std::vector<Connection*> all;
    all.swap(idle_);
    for (Connection* connection : all) {
      if (GoesOn(start_)) Start(*connection, Steady::now());
    }
  }
  context_.run();
  if (!failed_.ok()) return failed_;
  if (options_.calls > 0) ReadCpu(/*begins=*/false);
  if (!failed_.ok()) return failed_;
  const Steady::time_point end = options_.calls > 0 ? last_ : end_;
  result_.time = absl::FromChrono(end - begin_);
  std::sort(result_.latencies_us.begin(), result_.latencies_us.end());
  return std::move(result_);
}

}  // namespace

absl::StatusOr<HttpLoadResult> RunHttpLoad(const HttpLoadOptions& options) {
  HttpLoad load(options);
  return load.Run();
}

std::string ToJson(const HttpLoadResult& result) {
  const double calls =
      std::max(1.0, static_cast<double>(result.latencies_us.size()));
  const auto cpu = [calls](std::string* out, const auto& entry) {
    absl::StrAppendFormat(out, "\"%s\": %.2f", entry.first,
                          absl::ToDoubleMicroseconds(entry.second) / calls);
  };
  const auto status = [](std::string* out, const auto& entry) {
    absl::StrAppendFormat(out, "\"%d\": %d", entry.first, entry.second);
  };
  return absl::StrFormat(
      "{\"calls\": %d, \"seconds\": %.3f, \"calls_per_s\": %.0f, "
      "\"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, "
      "\"cpu_us_a_call\": {%s}, \"statuses\": {%s}}",
      result.latencies_us.size(), absl::ToDoubleSeconds(result.time),
      calls / std::max(1e-9, absl::ToDoubleSeconds(result.time)),
      Milliseconds(result.latencies_us, 0.5),
      Milliseconds(result.latencies_us, 0.99),
      Milliseconds(result.latencies_us, 1),
      absl::StrJoin(result.cpu, ", ", cpu),
      absl::StrJoin(result.statuses, ", ", status));
}

}  // namespace winnow
