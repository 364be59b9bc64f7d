#include "service/api/submit_stream.h"

#include <grpcpp/server_context.h>

#include <string>
#include <utility>

#include "service/api/convert.h"
#include "service/api/errors.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryAfterShutdown = absl::Seconds(1);

}  // namespace

absl::Status CheckSubmission(const Principal& principal,
                             const v1::SubmitCommentRequest& request) {
  absl::Status allowed = CheckSite(principal, request.site());
  if (!allowed.ok() || !request.has_import_origin()) return allowed;
  if (principal.role != Role::kOperator) {
    return absl::PermissionDeniedError(
        "import_origin needs an operator's key; leave it out");
  }
  return absl::UnimplementedError(
      "this version does not import; leave import_origin out");
}

SubmitStream::SubmitStream(grpc::CallbackServerContext& context, Gate& gate,
                           const Access& access, const Admission& admission,
                           Intake& intake)
    : context_(context),
      gate_(gate),
      access_(access),
      admission_(admission),
      intake_(intake),
      start_(absl::Now()) {}

void SubmitStream::Begin(OpenStreams& streams) {
  self_ = shared_from_this();
  auto key = gate_.Identify(context_, access_);
  {
    absl::MutexLock lock(&mutex_);
    if (!key.ok()) return EndWith(key.status());
    key_ = *std::move(key);
    ReadIfRoom();
  }
  streams.Add(self_);
}

void SubmitStream::OnReadDone(bool ok) {
  int64_t index = 0;
  v1::SubmitCommentRequest request;
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    if (!ok) no_more_reads_ = true;
    // What arrives after the server began to stop is not acknowledged, so the
    // client sends it again elsewhere.
    if (no_more_reads_ || broken_) return FinishIfDone();
    ++items_;
    index = request_.index();
    request = std::move(*request_.mutable_comment());
    ReadIfRoom();
  }
  Work(index, request);
}

void SubmitStream::Work(int64_t index, v1::SubmitCommentRequest& request) {
  auto answer = std::make_unique<v1::SubmitCommentsResponse>();
  answer->set_index(index);
  absl::Status allowed = CheckSubmission(key_->principal, request);
  if (allowed.ok()) allowed = admission_.Check();
  if (!allowed.ok()) {
    FillItemError(allowed, *answer->mutable_error());
    return Send(std::move(answer));
  }
  Submission submission = TakeSubmission(request, key_->principal.trusted);
  std::string site = submission.site;
  intake_.Submit(
      std::move(submission),
      [self = self_, answer = std::move(answer),
       site = std::move(site)](absl::StatusOr<Submitted> result) mutable {
        if (result.ok()) {
          FillSubmitted(*std::move(result), site, *answer->mutable_response());
        } else {
          FillItemError(result.status(), *answer->mutable_error());
        }
        self->Send(std::move(answer));
      });
}

void SubmitStream::Send(Answer answer) {
  absl::MutexLock lock(&mutex_);
  if (broken_) {
    --items_;
    return FinishIfDone();
  }
  answers_.push_back(std::move(answer));
  if (!writing_) WriteNext();
}

void SubmitStream::WriteNext() {
  writing_ = !answers_.empty();
  if (writing_) StartWrite(answers_.front().get());
}

void SubmitStream::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  answers_.pop_front();
  --items_;
  if (!ok) {
    broken_ = true;
    items_ -= static_cast<int>(answers_.size());
    answers_.clear();
  }
  WriteNext();
  ReadIfRoom();
  FinishIfDone();
}

void SubmitStream::ReadIfRoom() {
  if (reading_ || no_more_reads_ || broken_ || finished_) return;
  if (items_ >= kStreamItemsMax) return;
  reading_ = true;
  StartRead(&request_);
}

void SubmitStream::EndForShutdown() {
  absl::MutexLock lock(&mutex_);
  EndWith(WithRetryAfter(
      absl::UnavailableError("the server is stopping; send what has no answer "
                             "again with the same request ids"),
      kRetryAfterShutdown));
}

void SubmitStream::Tick(absl::Time /*now*/) {
  absl::Status live = gate_.CheckLive(*key_);
  if (live.ok()) return;
  absl::MutexLock lock(&mutex_);
  EndWith(std::move(live));
}

void SubmitStream::EndWith(absl::Status status) {
  if (finished_) return;
  no_more_reads_ = true;
  if (status_.ok()) status_ = std::move(status);
  FinishIfDone();
}

void SubmitStream::FinishIfDone() {
  if (finished_ || items_ > 0 || writing_) return;
  if (!no_more_reads_ && !broken_) return;
  finished_ = true;
  gate_.Observe(access_, status_.code(), absl::Now() - start_);
  Finish(ToGrpcStatus(status_, context_));
}

void SubmitStream::OnDone() {
  // The last reference may be this one or that of a tick under way.
  const std::shared_ptr<SubmitStream> self = std::move(self_);
}

}  // namespace winnow
