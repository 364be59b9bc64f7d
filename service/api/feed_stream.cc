#include "service/api/feed_stream.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "absl/time/clock.h"
#include "service/api/convert.h"
#include "service/api/errors.h"
#include "service/api/subscriptions.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr absl::Duration kRetryAfterShutdown = absl::Seconds(1);
constexpr absl::Duration kRetryWhenBehind = absl::Seconds(1);

}  // namespace

FeedStream::FeedStream(grpc::CallbackServerContext& context, Gate& gate,
                       const Access& access, Feed& feed,
                       const v1::StreamEventsRequest& request)
    : context_(context),
      gate_(gate),
      access_(access),
      feed_(feed),
      request_(request),
      start_(absl::Now()) {}

void FeedStream::Begin(OpenStreams& streams, const WatchFeed& watch) {
  self_ = shared_from_this();
  auto caller = gate_.EnterLasting(context_, access_, request_);
  if (!caller.ok()) {
    std::lock_guard lock(mutex_);
    return EndWith(caller.status());
  }
  key_ = std::move(caller->key);
  // Watched before the first read, so that nothing falls between the two. The
  // handle is gone before this object is: see OnDone.
  watch_ = watch(request_.site(), [this] { OnWake(); });
  streams.Add(self_);
  std::lock_guard lock(mutex_);
  ReadOrWrite();
}

void FeedStream::OnWake() {
  std::lock_guard lock(mutex_);
  news_ = true;
  // Each wake is at least one event; while one message cannot be sent they
  // count how far its reader is behind.
  if (writing_ && ++wakes_in_write_ >= kEventsBehindMax) {
    return EndWith(WithRetryAfter(
        absl::ResourceExhaustedError("too far behind; resume at your cursor"),
        kRetryWhenBehind));
  }
  ReadOrWrite();
}

void FeedStream::ReadOrWrite() {
  if (ending_ || reading_ || writing_) return;
  if (!unsent_.empty()) {
    writing_ = true;
    write_start_ = absl::Now();
    wakes_in_write_ = 0;
    return StartWrite(&unsent_.front());
  }
  if (!news_) return;
  // When the pool is full the next tick tries again.
  reading_ = gate_.Submit([self = self_] { self->Read(); }).ok();
  if (reading_) news_ = false;
}

absl::StatusOr<FeedPage> FeedStream::NextPage() {
  if (!at_) {
    auto begin = feed_.Begin(request_.site(), ReaderOf(request_));
    if (!begin.ok()) return begin.status();
    at_ = *std::move(begin);
  }
  return feed_.After(request_.site(), at_->cursor, at_->include_state_changes,
                     kEventsMax, at_->include_queue_alarms);
}

void FeedStream::Read() {
  const bool first = !at_;
  auto page = NextPage();
  std::deque<v1::StreamEventsResponse> answers;
  if (page.ok()) {
    // Where "latest" or a subscription's place is, so that a reader cut before
    // its first event can resume there.
    if (first && at_->cursor != request_.cursor()) {
      answers.emplace_back().set_cursor(at_->cursor);
    }
    for (Event& event : page->events) {
      v1::StreamEventsResponse& answer = answers.emplace_back();
      answer.set_cursor(event.cursor);
      FillEvent(std::move(event), request_.site(), *answer.mutable_event());
    }
    // Past events that are not for this reader, so that it need not read them
    // again.
    if (!page->next.empty() && page->next != at_->cursor) {
      if (answers.empty() || answers.back().cursor() != page->next) {
        answers.emplace_back().set_cursor(page->next);
      }
      at_->cursor = page->next;
    }
  }
  std::lock_guard lock(mutex_);
  reading_ = false;
  if (!page.ok()) return EndWith(page.status());
  if (ending_) return FinishIfDone();
  news_ = news_ || page->more;
  unsent_ = std::move(answers);
  ReadOrWrite();
}

void FeedStream::OnWriteDone(bool ok) {
  std::lock_guard lock(mutex_);
  writing_ = false;
  unsent_.pop_front();
  if (!ok) return EndWith(absl::CancelledError("the reader is gone"));
  if (ending_) return FinishIfDone();
  ReadOrWrite();
}

void FeedStream::Tick(absl::Time now) {
  absl::Status live = gate_.CheckLive(*key_);
  std::lock_guard lock(mutex_);
  if (finished_) {
    // The status waits behind a message that the reader does not take.
    if (!done_ && now - finish_time_ > kReaderBehindMax) context_.TryCancel();
    return;
  }
  if (!live.ok()) return EndWith(std::move(live));
  if (writing_ && now - write_start_ > kReaderBehindMax) {
    return EndWith(WithRetryAfter(
        absl::ResourceExhaustedError("too slow; resume at your cursor"),
        kRetryWhenBehind));
  }
  ReadOrWrite();
}

void FeedStream::EndForShutdown() {
  std::lock_guard lock(mutex_);
  EndWith(WithRetryAfter(
      absl::UnavailableError("the server is stopping; resume at your cursor"),
      kRetryAfterShutdown));
}

void FeedStream::OnCancel() {
  std::lock_guard lock(mutex_);
  EndWith(absl::CancelledError("the reader is gone"));
}

void FeedStream::EndWith(absl::Status status) {
  if (!ending_) status_ = std::move(status);
  ending_ = true;
  FinishIfDone();
}

void FeedStream::FinishIfDone() {
  // A write that the reader does not take is not waited for: the status is
  // queued behind it, and Tick() cuts the call when it does not get through.
  if (finished_ || reading_) return;
  finished_ = true;
  finish_time_ = absl::Now();
  gate_.Observe(access_, context_, status_, start_,
                {.key = key_.get(), .site = request_.site(), .lasts = true});
  Finish(ToGrpcStatus(status_, context_));
}

void FeedStream::OnDone() {
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  // Waits for a wake under way; none comes after.
  watch_.reset();
  const std::shared_ptr<FeedStream> self = std::move(self_);
}

}  // namespace winnow
