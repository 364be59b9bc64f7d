// One call that is answered by a stream of messages, each made in a turn of its
// own on the worker pool, so that a long export keeps no worker for itself.
// Owns itself until the RPC library is done with it.

#ifndef WINNOW_SERVICE_API_PRODUCED_STREAM_H_
#define WINNOW_SERVICE_API_PRODUCED_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "service/api/errors.h"
#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/base/status_details.h"

namespace winnow {

// What became of a turn.
enum class Produced {
  kAnswer,      // the message is to be sent
  kLastAnswer,  // and nothing comes after it
  kNothingYet,  // there is none; ask again
  kEnd,         // there is none any more
};

// Fills the next message. Blocks; called by one thread at a time.
template <typename Response>
using Producer =
    absl::AnyInvocable<absl::StatusOr<Produced>(Response& response)>;

template <typename Request, typename Response>
class ProducedStream final
    : public grpc::ServerWriteReactor<Response>,
      public OpenStream,
      public std::enable_shared_from_this<ProducedStream<Request, Response>> {
 public:
  // Makes what answers a call, in its first turn.
  using Begin = std::function<absl::StatusOr<Producer<Response>>(
      const Caller& who, const Request& request)>;

  // All must outlive the call.
  ProducedStream(grpc::CallbackServerContext& context, Gate& gate,
                 const Access& access, const Request& request, Begin begin)
      : context_(context),
        gate_(gate),
        access_(access),
        request_(request),
        begin_(std::move(begin)),
        start_(absl::Now()) {}

  void Start(OpenStreams& streams) {
    const auto self = self_ = this->shared_from_this();
    auto caller = gate_.EnterLasting(context_, access_, request_);
    std::unique_lock lock(mutex_);
    if (!caller.ok()) return EndWith(caller.status());
    caller_ = *std::move(caller);
    GoOn();
    lock.unlock();
    streams.Add(self);
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) return EndWith(absl::CancelledError("the reader is gone"));
    GoOn();
  }

  void OnCancel() override {
    const std::lock_guard lock(mutex_);
    EndWith(absl::CancelledError("the reader is gone"));
  }

  void OnDone() override { const auto self = std::move(self_); }

  void Tick(absl::Time /*now*/) override {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    if (absl::Status live = gate_.CheckLive(*caller_.key); !live.ok()) {
      return EndWith(std::move(live));
    }
    GoOn();
  }

  void EndForShutdown() override {
    const std::lock_guard lock(mutex_);
    EndWith(WithRetryAfter(
        absl::UnavailableError("the server is stopping; call again"),
        absl::Seconds(1)));
  }

 private:
  // With mutex_ held:
  void GoOn() {
    if (working_ || writing_) return;
    if (ending_ || all_done_) return FinishIfDone();
    // When the pool is full the next tick tries again.
    working_ = gate_.Submit([self = self_] { self->Turn(); }).ok();
  }

  void EndWith(absl::Status status) {
    if (!ending_) status_ = std::move(status);
    ending_ = true;
    FinishIfDone();
  }

  void FinishIfDone() {
    if (finished_ || working_ || writing_) return;
    finished_ = true;
    // What it holds of the server is free before the caller knows.
    producer_ = nullptr;
    gate_.Observe(
        access_, context_, status_, start_,
        {.key = caller_.key.get(), .site = caller_.site, .lasts = true});
    this->Finish(ToGrpcStatus(status_, context_));
  }

  // Without it:
  absl::StatusOr<Produced> Produce(Response& answer) {
    if (!producer_) {
      auto producer = begin_(caller_, request_);
      if (!producer.ok()) return producer.status();
      producer_ = *std::move(producer);
    }
    return producer_(answer);
  }

  void Turn() {
    Response answer;
    const auto produced = Produce(answer);
    const std::lock_guard lock(mutex_);
    working_ = false;
    if (!produced.ok()) return EndWith(produced.status());
    if (ending_) return FinishIfDone();
    all_done_ =
        *produced == Produced::kLastAnswer || *produced == Produced::kEnd;
    if (*produced == Produced::kNothingYet || *produced == Produced::kEnd) {
      return GoOn();
    }
    answer_ = std::move(answer);
    writing_ = true;
    this->StartWrite(&answer_);
  }

  grpc::CallbackServerContext& context_;
  Gate& gate_;
  const Access& access_;
  const Request request_;
  const Begin begin_;
  const absl::Time start_;
  Caller caller_;
  std::shared_ptr<ProducedStream> self_;
  // Touched by the one turn under way, and when there is none any more.
  Producer<Response> producer_;

  std::mutex mutex_;  // guards all that follow
  Response answer_;
  bool working_ = false;
  bool writing_ = false;
  bool all_done_ = false;
  bool ending_ = false;
  bool finished_ = false;
  absl::Status status_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_PRODUCED_STREAM_H_
