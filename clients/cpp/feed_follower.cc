#include "clients/cpp/feed_follower.h"

#include <chrono>
#include <condition_variable>
#include <thread>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "clients/cpp/retry_pacer.h"

namespace winnow {

// What the reading thread, the acknowledging thread and Stop() share.
struct FeedFollower::Shared {
  mutable std::mutex mutex;
  std::condition_variable changed;
  bool stopped = false;
  bool reading_ended = false;
  Client::EventStream* stream = nullptr;  // while one is open
  std::string handled_cursor;             // after the last handled event
  std::string acknowledged_cursor;
};

FeedFollower::FeedFollower(Client& client, FollowOptions options)
    : client_(client),
      options_(std::move(options)),
      shared_(std::make_unique<Shared>()) {
  shared_->handled_cursor = options_.cursor;
  shared_->acknowledged_cursor = options_.cursor;
}

FeedFollower::~FeedFollower() = default;

void FeedFollower::Stop() {
  std::lock_guard lock(shared_->mutex);
  shared_->stopped = true;
  if (shared_->stream != nullptr) shared_->stream->Cancel();
  shared_->changed.notify_all();
}

std::string FeedFollower::cursor() const {
  std::lock_guard lock(shared_->mutex);
  return shared_->handled_cursor;
}

bool FeedFollower::WaitOrStopped(absl::Duration pause) {
  std::unique_lock lock(shared_->mutex);
  return shared_->changed.wait_for(lock, absl::ToChronoNanoseconds(pause),
                                   [this] { return shared_->stopped; });
}

absl::Status FeedFollower::Acknowledge() {
  v1::AcknowledgeEventsRequest request;
  request.set_site(options_.site);
  {
    std::lock_guard lock(shared_->mutex);
    if (options_.subscription.empty() ||
        shared_->handled_cursor == shared_->acknowledged_cursor) {
      return absl::OkStatus();
    }
    request.set_cursor(shared_->handled_cursor);
  }
  request.set_subscription(options_.subscription);
  const std::string cursor = request.cursor();
  const absl::StatusOr<v1::Subscription> answer = client_.Call(
      kAcknowledgeEvents, std::move(request),
      {.call_timeout = std::nullopt, .retry_for = absl::ZeroDuration()});
  if (!answer.ok()) return answer.status();
  std::lock_guard lock(shared_->mutex);
  shared_->acknowledged_cursor = cursor;
  return absl::OkStatus();
}

absl::Status FeedFollower::ReadOnce(Handler handle, bool& handler_failed,
                                    bool& made_progress) {
  v1::StreamEventsRequest request;
  request.set_site(options_.site);
  request.set_subscription(options_.subscription);
  request.set_cursor(cursor());
  if (options_.include_state_changes) request.set_include_state_changes(true);
  if (options_.include_queue_alarms) request.set_include_queue_alarms(true);
  const std::unique_ptr<Client::EventStream> stream =
      client_.StreamEvents(std::move(request));
  {
    std::lock_guard lock(shared_->mutex);
    if (shared_->stopped) return absl::OkStatus();
    shared_->stream = stream.get();
  }
  v1::StreamEventsResponse response;
  absl::Status handled;
  while (stream->Read(&response)) {
    if (response.has_event()) handled = handle(response.event());
    if (!handled.ok()) {
      handler_failed = true;
      stream->Cancel();
      break;
    }
    std::lock_guard lock(shared_->mutex);
    // Also without an event: the first answer says where `latest` was, so that
    // a cut before the first event does not skip what comes meanwhile.
    if (!response.cursor().empty() &&
        response.cursor() != shared_->handled_cursor) {
      shared_->handled_cursor = response.cursor();
      made_progress = true;
    }
    if (shared_->stopped) break;
  }
  {
    std::lock_guard lock(shared_->mutex);
    shared_->stream = nullptr;
    if (shared_->stopped && !handler_failed) return absl::OkStatus();
  }
  if (handler_failed) return handled;
  const absl::Status ended = stream->Finish();
  // A server that closes a stream in good order is restarting.
  return ended.ok() ? absl::UnavailableError("the stream ended") : ended;
}

absl::Status FeedFollower::Run(Handler handle) {
  // Reading blocks while there is no news, so acknowledging has its own thread.
  std::thread acknowledger([this] {
    bool last = false;
    while (!last) {
      {
        std::unique_lock lock(shared_->mutex);
        last = shared_->changed.wait_for(
            lock, absl::ToChronoNanoseconds(options_.acknowledge_every),
            [this] { return shared_->reading_ended; });
      }
      // A failed one is made up for by the next.
      Acknowledge().IgnoreError();
    }
  });
  const absl::Cleanup join = [this, &acknowledger] {
    {
      std::lock_guard lock(shared_->mutex);
      shared_->reading_ended = true;
    }
    shared_->changed.notify_all();
    acknowledger.join();
  };
  RetryPacer pacer;
  while (true) {
    bool handler_failed = false;
    bool made_progress = false;
    const absl::Status ended = ReadOnce(handle, handler_failed, made_progress);
    if (ended.ok() || handler_failed) return ended;
    // Too slow, cut off, or winnowd is away: resume at the cursor.
    const bool resumes = IsWorthRetrying(ended) || absl::IsCancelled(ended) ||
                         absl::IsDeadlineExceeded(ended) ||
                         absl::IsInternal(ended) || absl::IsUnknown(ended);
    if (!resumes) return ended;
    if (made_progress) pacer.Reset();
    if (WaitOrStopped(pacer.Next(RetryDelay(ended)))) return absl::OkStatus();
  }
}

}  // namespace winnow
