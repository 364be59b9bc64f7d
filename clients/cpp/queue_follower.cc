#include "clients/cpp/queue_follower.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cpp/retry_pacer.h"

namespace winnow {

// What the reading thread and Stop() share.
struct QueueFollower::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  bool stopped = false;
  QueueStream* stream = nullptr;  // while one is open
};

QueueFollower::QueueFollower(Client& client, v1::WatchQueueRequest request)
    : client_(client),
      request_(std::move(request)),
      shared_(std::make_unique<Shared>()) {}

QueueFollower::~QueueFollower() = default;

void QueueFollower::Stop() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stopped = true;
  if (shared_->stream != nullptr) shared_->stream->Cancel();
  shared_->changed.notify_all();
}

absl::Status QueueFollower::ReadOnce(Handler handle, bool& handler_failed,
                                     bool& begun) {
  const auto opened = OpenQueueStream(client_, request_);
  if (!opened.ok()) return opened.status();
  QueueStream* const stream = opened->get();
  {
    const std::lock_guard lock(shared_->mutex);
    if (shared_->stopped) return absl::OkStatus();
    shared_->stream = stream;
  }
  v1::WatchQueueResponse change;
  absl::Status handled;
  while (handled.ok() && stream->Read(&change)) {
    handled = handle(change, !begun);
    begun = true;
  }
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stream = nullptr;
    if (shared_->stopped && handled.ok()) return absl::OkStatus();
  }
  if (!handled.ok()) {
    handler_failed = true;
    return handled;
  }
  const absl::Status ended = stream->Finish();
  // A server that closes a stream in good order is restarting.
  return ended.ok() ? absl::UnavailableError("the stream ended") : ended;
}

absl::Status QueueFollower::Run(Handler handle, OnBreak on_break,
                                absl::Duration first_for) {
  const absl::Time deadline = absl::Now() + first_for;
  bool ever_begun = false;
  RetryPacer pacer;
  while (true) {
    bool handler_failed = false;
    bool begun = false;
    const absl::Status ended = ReadOnce(handle, handler_failed, begun);
    if (ended.ok() || handler_failed) return ended;
    // Too slow, cut off, or winnowd is away.
    const bool resumes = IsWorthRetrying(ended) || absl::IsCancelled(ended) ||
                         absl::IsDeadlineExceeded(ended) ||
                         absl::IsInternal(ended) || absl::IsUnknown(ended);
    ever_begun = ever_begun || begun;
    if (!resumes || (!ever_begun && absl::Now() >= deadline)) return ended;
    if (begun) pacer.Reset();
    const absl::Duration pause = pacer.Next(RetryDelay(ended));
    if (ever_begun) on_break(ended, pause);
    std::unique_lock lock(shared_->mutex);
    if (shared_->changed.wait_for(lock, absl::ToChronoNanoseconds(pause),
                                  [this] { return shared_->stopped; })) {
      return absl::OkStatus();
    }
  }
}

}  // namespace winnow
