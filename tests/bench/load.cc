#include "tests/bench/load.h"

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/cpp/call_error.h"
#include "clients/cpp/call_throttle.h"
#include "tests/bench/latencies.h"
#include "winnow/v1/comment_service.grpc.pb.h"

namespace winnow {
namespace {

using Steady = std::chrono::steady_clock;

constexpr auto kConnectTimeout = std::chrono::seconds(10);
// An open loop this far ahead of the answers measures only its own memory.
constexpr uint64_t kUnansweredMax = 20000;

struct Call {
  std::optional<grpc::ClientContext> context;
  v1::SubmitCommentRequest request;
  v1::SubmitCommentResponse response;
  grpc::Status status;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::SubmitCommentResponse>>
      reader;
  Steady::time_point due;
  CallThrottle* throttle = nullptr;  // set if it has one
};

// One run. Calls are answered on the thread of Run(); in the open loop a second
// thread starts them.
class Load {
 public:
  explicit Load(const LoadOptions& options)
      : options_(options), maker_(options.shape) {}

  // A queue must be empty when it goes; the alarm may still be in it.
  ~Load() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  absl::Status Connect();
  absl::StatusOr<LoadResult> Run();

 private:
  void Start(Call& call, Steady::time_point due);
  bool IsMeasured(Steady::time_point at) const {
    return options_.calls > 0 || (at >= begin_ && at < end_);
  }
  void StartAtTheirTimes();
  Call& TakeIdle();
  void GiveIdle(Call& call);

  // Says whether a call due at `now` belongs to the run.
  bool GoesOn(Steady::time_point now) const {
    if (options_.stop != nullptr && *options_.stop) return false;
    return options_.calls > 0 ? started_ < options_.calls : now < end_;
  }
  void Count(const Call& call, Steady::time_point now);
  // Reads the CPU time when measuring begins or ends.
  absl::Status Mark(Steady::time_point now);
  absl::Status AddCpu(int sign);

  const LoadOptions& options_;
  const bool open_ = options_.rate > 0;
  const std::chrono::nanoseconds deadline_ =
      absl::ToChronoNanoseconds(options_.deadline);
  const SubmissionMaker maker_;
  std::vector<std::string> bearers_;
  std::vector<std::unique_ptr<v1::CommentService::Stub>> stubs_;
  std::deque<CallThrottle> throttles_;  // one a stub, or none
  grpc::CompletionQueue queue_;
  grpc::Alarm all_started_alarm_;

  Steady::time_point start_;
  Steady::time_point begin_;
  Steady::time_point end_;
  std::atomic<uint64_t> started_ = 0;
  std::atomic<uint64_t> answered_ = 0;
  std::atomic<uint64_t> held_back_ = 0;  // measured ones
  std::atomic<bool> all_started_ = false;
  std::atomic<bool> fell_behind_ = false;
  bool begun_ = false;
  bool ended_ = false;
  LoadResult result_;

  std::vector<std::unique_ptr<Call>> calls_;  // The starting thread's.
  std::mutex mutex_;
  std::vector<Call*> idle_;  // Guarded by mutex_.
};

absl::Status Load::Connect() {
  for (const std::string& key : options_.keys) {
    bearers_.push_back(absl::StrCat("Bearer ", key));
  }
  for (int i = 0; i < options_.connections; ++i) {
    grpc::ChannelArguments arguments;
    // Else equal channels share one connection.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel = grpc::CreateCustomChannel(
        options_.address, grpc::InsecureChannelCredentials(), arguments);
    if (!channel->WaitForConnected(std::chrono::system_clock::now() +
                                   kConnectTimeout)) {
      return absl::UnavailableError(
          absl::StrCat("no server at ", options_.address));
    }
    stubs_.push_back(v1::CommentService::NewStub(channel));
    if (options_.throttled) throttles_.emplace_back(options_.shape.seed + i);
  }
  return absl::OkStatus();
}

void Load::Start(Call& call, Steady::time_point due) {
  const uint64_t number = started_++;
  if (!throttles_.empty()) {
    call.throttle = &throttles_[number % throttles_.size()];
    if (!call.throttle->MaySend(absl::Now())) {
      if (IsMeasured(due)) ++held_back_;
      ++answered_;
      GiveIdle(call);
      return;
    }
  }
  maker_.Make(number, call.request);
  call.response.Clear();
  call.due = due;
  grpc::ClientContext& context = call.context.emplace();
  context.set_deadline(std::chrono::system_clock::now() +
                       (deadline_ - (Steady::now() - due)));
  if (!bearers_.empty()) {
    context.AddMetadata("authorization", bearers_[maker_.SiteOf(number)]);
  }
  call.reader = stubs_[number % stubs_.size()]->AsyncSubmitComment(
      &context, call.request, &queue_);
  call.reader->Finish(&call.response, &call.status, &call);
}

void Load::StartAtTheirTimes() {
  const auto interval = std::chrono::duration_cast<Steady::duration>(
      std::chrono::duration<double>(1 / options_.rate));
  Steady::time_point due = start_;
  for (; GoesOn(due); due += interval) {
    if (started_ - answered_ > kUnansweredMax) {
      fell_behind_ = true;
      break;
    }
    // Late is not skipped: what is overdue starts at once, from its due time.
    std::this_thread::sleep_until(due);
    Start(TakeIdle(), due);
  }
  all_started_ = true;
  // The answers may all be there: the other thread needs something to see it.
  all_started_alarm_.Set(&queue_, std::chrono::system_clock::now(), nullptr);
}

Call& Load::TakeIdle() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Call& call = *idle_.back();
      idle_.pop_back();
      return call;
    }
  }
  calls_.push_back(std::make_unique<Call>());
  return *calls_.back();
}

void Load::GiveIdle(Call& call) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(&call);
}

void Load::Count(const Call& call, Steady::time_point now) {
  ++answered_;
  ++result_.statuses[absl::StatusCodeToString(
      static_cast<absl::StatusCode>(call.status.error_code()))];
  if (call.status.ok()) {
    ++result_.states[v1::Comment::State_Name(call.response.comment().state())];
  }
  if (call.throttle != nullptr) {
    call.throttle->Observe(
        IsServerBusy(MakeCallError(call.status.error_code(), "",
                                   call.status.error_details())),
        absl::Now());
  }
  if (!IsMeasured(open_ ? call.due : now)) return;
  const auto latency_us = static_cast<uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(now - call.due)
          .count());
  result_.latencies_us.push_back(latency_us);
  if (call.status.ok() && now - call.due <= deadline_) {
    result_.good_latencies_us.push_back(latency_us);
  }
}

absl::Status Load::AddCpu(int sign) {
  for (const WatchedProcess& process : options_.watched) {
    const absl::StatusOr<absl::Duration> used = CpuTimeOf(process.pid);
    if (!used.ok()) return used.status();
    result_.cpu[process.name] += sign * *used;
  }
  return absl::OkStatus();
}

absl::Status Load::Mark(Steady::time_point now) {
  if (!begun_ && now >= begin_) {
    begun_ = true;
    if (absl::Status status = AddCpu(-1); !status.ok()) return status;
  }
  if (begun_ && !ended_ && now >= end_) {
    ended_ = true;
    return AddCpu(1);
  }
  return absl::OkStatus();
}

absl::StatusOr<LoadResult> Load::Run() {
  start_ = Steady::now();
  const bool counted = options_.calls > 0;
  begin_ =
      counted ? start_ : start_ + absl::ToChronoNanoseconds(options_.warm_up);
  end_ = counted ? Steady::time_point::max()
                 : begin_ + absl::ToChronoNanoseconds(options_.measured);
  absl::Status status = Mark(start_);
  if (!status.ok()) return status;
  std::thread starter;
  if (open_) {
    starter = std::thread([this] { StartAtTheirTimes(); });
  } else {
    for (int i = 0; i < options_.in_flight && GoesOn(start_); ++i) {
      Start(TakeIdle(), Steady::now());
    }
  }
  Steady::time_point now = start_;
  while (!all_started_ || answered_ < started_) {
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    if (tag == nullptr) continue;
    Call& call = *static_cast<Call*>(tag);
    now = Steady::now();
    Count(call, now);
    if (status.ok()) status = Mark(now);
    if (open_) {
      GiveIdle(call);
    } else if (GoesOn(now)) {
      Start(call, now);
    } else {
      all_started_ = true;
    }
  }
  if (starter.joinable()) starter.join();
  if (counted || options_.stop != nullptr) end_ = std::min(end_, now);
  if (status.ok()) status = Mark(std::max(now, end_));
  if (!status.ok()) return status;
  if (fell_behind_) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the server does not keep up with ", options_.rate, " calls a second"));
  }
  result_.calls = result_.latencies_us.size() + held_back_;
  if (held_back_ > 0) result_.statuses["HELD_BACK"] = held_back_;
  result_.time = absl::FromChrono(end_ - begin_);
  std::sort(result_.latencies_us.begin(), result_.latencies_us.end());
  std::sort(result_.good_latencies_us.begin(), result_.good_latencies_us.end());
  return std::move(result_);
}

std::string CountsJson(const std::map<std::string, uint64_t>& counts) {
  return absl::StrCat("{",
                      absl::StrJoin(counts, ", ",
                                    [](std::string* out, const auto& entry) {
                                      absl::StrAppendFormat(out, "\"%s\": %d",
                                                            entry.first,
                                                            entry.second);
                                    }),
                      "}");
}

}  // namespace

absl::StatusOr<LoadResult> RunLoad(const LoadOptions& options) {
  Load load(options);
  if (absl::Status status = load.Connect(); !status.ok()) return status;
  return load.Run();
}

std::string ToJson(const LoadResult& result) {
  const double calls = static_cast<double>(std::max<uint64_t>(result.calls, 1));
  const auto cpu = [calls](std::string* out, const auto& entry) {
    absl::StrAppendFormat(out, "\"%s\": %.2f", entry.first,
                          absl::ToDoubleMicroseconds(entry.second) / calls);
  };
  return absl::StrFormat(
      "{\"calls\": %d, \"seconds\": %.3f, \"calls_per_s\": %.0f, "
      "\"p50_ms\": %.3f, \"p99_ms\": %.3f, \"p999_ms\": %.3f, "
      "\"max_ms\": %.3f, \"good_per_s\": %.0f, \"good_p50_ms\": %.3f, "
      "\"good_p99_ms\": %.3f, \"cpu_us_a_call\": {%s}, \"states\": %s, "
      "\"statuses\": %s}",
      result.calls, absl::ToDoubleSeconds(result.time),
      static_cast<double>(result.calls) / absl::ToDoubleSeconds(result.time),
      Milliseconds(result.latencies_us, 0.5),
      Milliseconds(result.latencies_us, 0.99),
      Milliseconds(result.latencies_us, 0.999),
      Milliseconds(result.latencies_us, 1),
      static_cast<double>(result.good_latencies_us.size()) /
          absl::ToDoubleSeconds(result.time),
      Milliseconds(result.good_latencies_us, 0.5),
      Milliseconds(result.good_latencies_us, 0.99),
      absl::StrJoin(result.cpu, ", ", cpu), CountsJson(result.states),
      CountsJson(result.statuses));
}

}  // namespace winnow
