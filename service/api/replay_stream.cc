#include "service/api/replay_stream.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "absl/time/clock.h"
#include "service/api/errors.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr absl::Duration kTurn = absl::Milliseconds(250);
constexpr absl::Duration kRetryAfterShutdown = absl::Seconds(1);
constexpr absl::Duration kRetryWhenBusy = absl::Seconds(10);

}  // namespace

ReplayStream::ReplayStream(grpc::CallbackServerContext& context,
                           const SiteServiceParts& parts, const Access& access,
                           const PolicyAdmin& policies,
                           const v1::ReplayPolicyRequest& request,
                           std::atomic<int>& running)
    : context_(context),
      parts_(parts),
      access_(access),
      policies_(policies),
      request_(request),
      running_(running),
      start_(absl::Now()) {}

void ReplayStream::Begin() {
  const auto self = self_ = shared_from_this();
  auto caller = parts_.gate.Enter(context_, access_, request_);
  std::unique_lock lock(mutex_);
  if (!caller.ok()) return EndWith(caller.status());
  key_ = std::move(caller->key);
  counted_ = true;
  if (++running_ > kReplaysMax) {
    return EndWith(WithRetryAfter(
        absl::ResourceExhaustedError(
            "this server replays other policies already; try again later"),
        kRetryWhenBusy));
  }
  GoOn();
  lock.unlock();
  parts_.streams.Add(self);
}

void ReplayStream::GoOn() {
  if (working_ || writing_) return;
  if (ending_ || all_done_) return FinishIfDone();
  // When the pool is full the next tick tries again.
  working_ = parts_.gate.Submit([self = self_] { self->Turn(); }).ok();
}

absl::Status ReplayStream::Work(v1::ReplayPolicyResponse& answer) {
  if (!replay_) {
    auto checked = policies_.CheckForSite(request_.site(), request_.source());
    if (!checked.ok()) return checked.status();
    auto replay = PolicyReplay::Make(parts_.moderation, request_,
                                     std::move(checked->screener));
    if (!replay.ok()) return replay.status();
    replay_ = *std::move(replay);
  }
  absl::Status ran = replay_->Run(absl::Now() + kTurn);
  if (!ran.ok()) return ran;
  answer.set_examined(replay_->examined());
  answer.set_total_count(replay_->total_count());
  if (replay_->done()) replay_->Fill(*answer.mutable_difference());
  return absl::OkStatus();
}

void ReplayStream::Turn() {
  v1::ReplayPolicyResponse answer;
  absl::Status worked = Work(answer);
  std::lock_guard lock(mutex_);
  working_ = false;
  if (!worked.ok()) return EndWith(std::move(worked));
  if (ending_) return FinishIfDone();
  all_done_ = answer.has_difference();
  answer_ = std::move(answer);
  writing_ = true;
  StartWrite(&answer_);
}

void ReplayStream::OnWriteDone(bool ok) {
  std::lock_guard lock(mutex_);
  writing_ = false;
  if (!ok) return EndWith(absl::CancelledError("the reader is gone"));
  GoOn();
}

void ReplayStream::OnCancel() {
  std::lock_guard lock(mutex_);
  EndWith(absl::CancelledError("the reader is gone"));
}

void ReplayStream::Tick(absl::Time /*now*/) {
  std::lock_guard lock(mutex_);
  if (finished_) return;
  if (absl::Status live = parts_.gate.CheckLive(*key_); !live.ok()) {
    return EndWith(std::move(live));
  }
  GoOn();
}

void ReplayStream::EndForShutdown() {
  std::lock_guard lock(mutex_);
  EndWith(WithRetryAfter(
      absl::UnavailableError("the server is stopping; start the replay again"),
      kRetryAfterShutdown));
}

void ReplayStream::EndWith(absl::Status status) {
  if (!ending_) status_ = std::move(status);
  ending_ = true;
  FinishIfDone();
}

void ReplayStream::FinishIfDone() {
  if (finished_ || working_ || writing_) return;
  finished_ = true;
  if (counted_) --running_;
  parts_.gate.Observe(access_, status_.code(), absl::Now() - start_);
  Finish(ToGrpcStatus(status_, context_));
}

void ReplayStream::OnDone() {
  const std::shared_ptr<ReplayStream> self = std::move(self_);
}

}  // namespace winnow
