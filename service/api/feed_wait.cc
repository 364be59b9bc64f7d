#include "service/api/feed_wait.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "service/api/convert.h"
#include "service/api/errors.h"
#include "service/api/names.h"
#include "service/api/subscriptions.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

// An answer ends early here; see ListComments.
constexpr size_t kPageBytesMax = 2 << 20;
// Events read at once: so many of 64 KB stay below what clients take.
constexpr int kStepMax = 25;
// One call reads so often at most: where most events are not for this reader,
// it goes on from the cursor.
constexpr int kStepsMax = 20;
constexpr absl::Duration kRetryAfterShutdown = absl::Seconds(1);

absl::Duration WaitOf(const v1::ListEventsRequest& request) {
  const absl::Duration asked = absl::Seconds(request.wait().seconds()) +
                               absl::Nanoseconds(request.wait().nanos());
  return std::clamp(asked, absl::ZeroDuration(), kListWaitMax);
}

}  // namespace

FeedWait::FeedWait(grpc::CallbackServerContext& context, Gate& gate,
                   const Access& access, Feed& feed,
                   const v1::ListEventsRequest& request,
                   v1::ListEventsResponse& response)
    : context_(context),
      gate_(gate),
      access_(access),
      feed_(feed),
      request_(request),
      start_(absl::Now()),
      response_(response) {}

void FeedWait::Begin(OpenStreams& streams, const WatchFeed& watch) {
  self_ = shared_from_this();
  auto caller = gate_.EnterLasting(context_, access_, request_);
  const auto page_size = PageSize(request_.page_size());
  if (!caller.ok() || !page_size.ok()) {
    std::lock_guard lock(mutex_);
    return EndWith(caller.ok() ? page_size.status() : caller.status());
  }
  key_ = std::move(caller->key);
  page_size_ = *page_size;
  const absl::Duration wait = WaitOf(request_);
  deadline_ = start_ + wait;
  // Watched before the first read, so that nothing falls between the two.
  if (wait > absl::ZeroDuration()) {
    watch_ = watch(request_.site(), [this] { OnWake(); });
  }
  streams.Add(self_);
  std::lock_guard lock(mutex_);
  ReadIfNews();
}

void FeedWait::OnWake() {
  std::lock_guard lock(mutex_);
  news_ = true;
  ReadIfNews();
}

void FeedWait::ReadIfNews() {
  if (finished_ || reading_ || !news_) return;
  const absl::Status accepted = gate_.Submit([self = self_] { self->Read(); });
  if (!accepted.ok()) return EndWith(accepted);
  reading_ = true;
  news_ = false;
}

absl::Status FeedWait::Fill() {
  if (!at_) {
    auto begin = feed_.Begin(request_.site(), ReaderOf(request_));
    if (!begin.ok()) return begin.status();
    at_ = *std::move(begin);
  }
  size_t bytes = 0;
  for (int step = 1;; ++step) {
    auto page =
        feed_.After(request_.site(), at_->cursor, at_->include_state_changes,
                    std::min(kStepMax, page_size_ - response_.events_size()),
                    at_->include_queue_alarms);
    if (!page.ok()) return page.status();
    if (!page->next.empty()) at_->cursor = page->next;
    for (Event& event : page->events) {
      v1::Event& added = *response_.add_events();
      FillEvent(std::move(event), request_.site(), added);
      bytes += added.ByteSizeLong();
    }
    response_.set_next_cursor(at_->cursor);
    response_.set_has_more(page->more);
    if (!page->more || response_.events_size() >= page_size_ ||
        bytes >= kPageBytesMax || step == kStepsMax) {
      return absl::OkStatus();
    }
  }
}

void FeedWait::Read() {
  const absl::Status filled = Fill();
  std::lock_guard lock(mutex_);
  reading_ = false;
  if (!filled.ok()) return EndWith(filled);
  begun_ = true;
  expired_ = expired_ || absl::Now() >= deadline_;
  if (response_.events_size() > 0 || response_.has_more() || expired_) {
    return EndWith(filled);
  }
  ReadIfNews();
}

void FeedWait::Tick(absl::Time now) {
  absl::Status live = gate_.CheckLive(*key_);
  std::lock_guard lock(mutex_);
  // Without a first read an answer would say that there is nothing.
  if (!begun_) return;
  if (now >= deadline_ || !live.ok()) expired_ = true;
  // A read under way sees that itself.
  if (expired_ && !reading_) EndWith(live);
}

void FeedWait::EndForShutdown() {
  // Whoever waits gets an empty page and asks the next server.
  std::lock_guard lock(mutex_);
  expired_ = true;
  if (reading_) return;
  EndWith(begun_
              ? absl::OkStatus()
              : WithRetryAfter(absl::UnavailableError("the server is stopping"),
                               kRetryAfterShutdown));
}

void FeedWait::OnCancel() {
  std::lock_guard lock(mutex_);
  expired_ = true;
  if (!reading_) EndWith(absl::CancelledError("the caller is gone"));
}

void FeedWait::EndWith(const absl::Status& status) {
  if (finished_) return;
  finished_ = true;
  gate_.Observe(access_, context_, status, start_,
                {.key = key_.get(), .site = request_.site(), .lasts = true});
  Finish(ToGrpcStatus(status, context_));
}

void FeedWait::OnDone() {
  // Waits for a wake under way; none comes after.
  watch_.reset();
  const std::shared_ptr<FeedWait> self = std::move(self_);
}

}  // namespace winnow
