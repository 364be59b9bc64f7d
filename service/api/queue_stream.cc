#include "service/api/queue_stream.h"

#include <grpcpp/server_context.h>

#include <utility>

#include "absl/time/clock.h"
#include "service/api/convert.h"
#include "service/api/convert_moderation.h"
#include "service/api/errors.h"
#include "service/api/names.h"
#include "service/api/sections.h"
#include "service/base/status_details.h"

namespace winnow {
namespace {

constexpr size_t kSessionBytesMax = 64;
constexpr size_t kKnownMax = 10000;
constexpr absl::Duration kRetryAfterShutdown = absl::Seconds(1);
constexpr absl::Duration kRetryWhenBehind = absl::Seconds(1);

bool CarriesComment(QueueChange::Type type) {
  return type == QueueChange::Type::kAdded ||
         type == QueueChange::Type::kChanged;
}

size_t BytesOf(const QueueChange* change) {
  return change != nullptr && change->stored && CarriesComment(change->type)
             ? change->stored->comment.body.size()
             : 0;
}

v1::WatchQueueResponse::Type ToProto(QueueChange::Type type) {
  switch (type) {
    case QueueChange::Type::kAdded:
      return v1::WatchQueueResponse::ADDED;
    case QueueChange::Type::kRemoved:
      return v1::WatchQueueResponse::REMOVED;
    case QueueChange::Type::kLeased:
      return v1::WatchQueueResponse::LEASED;
    case QueueChange::Type::kReleased:
      return v1::WatchQueueResponse::RELEASED;
    case QueueChange::Type::kChanged:
      return v1::WatchQueueResponse::CHANGED;
  }
  return v1::WatchQueueResponse::TYPE_UNSPECIFIED;
}

void FillChange(const QueueChange& change, const std::string& site,
                v1::WatchQueueResponse& out) {
  out.set_type(ToProto(change.type));
  out.set_comment_name(CommentName(site, change.id));
  if (!change.key_id.empty()) {
    out.set_principal(KeyName(change.key_id));
  }
  FillTimestamp(change.time, *out.mutable_time());
  if (!change.stored) return;
  out.set_state(ToProto(change.stored->comment.state));
  if (CarriesComment(change.type)) {
    FillModeratedComment(*change.stored, site, *out.mutable_comment());
  }
}

// Whether a comment meets a filter, whatever state it has come to since.
bool Matches(const CommentFilter& filter, const StoredComment& stored,
             const std::string& author_exact) {
  const absl::Time now = absl::Now();
  if (stored.comment.state == State::kHeld) {
    return filter.Matches(stored, now, author_exact);
  }
  StoredComment held = stored;
  held.comment.state = State::kHeld;
  return filter.Matches(held, now, author_exact);
}

absl::Status Behind() {
  return WithRetryAfter(
      absl::ResourceExhaustedError("too slow to be told of every change; watch "
                                   "again, and list the queue"),
      kRetryWhenBehind);
}

}  // namespace

QueueStream::QueueStream(grpc::CallbackServerContext& context, Gate& gate,
                         const Access& access, QueueWatch& watch,
                         Moderation& moderation, LiveSites& sites,
                         const v1::WatchQueueRequest& request)
    : context_(context),
      gate_(gate),
      access_(access),
      watch_(watch),
      moderation_(moderation),
      sites_(sites),
      request_(request),
      start_(absl::Now()) {}

void QueueStream::Begin(OpenStreams& streams) {
  self_ = shared_from_this();
  auto caller = gate_.EnterLasting(context_, access_, request_);
  std::unique_lock lock(mutex_);
  if (!caller.ok()) return EndWith(caller.status());
  key_ = std::move(caller->key);
  if (request_.session().size() > kSessionBytesMax) {
    return EndWith(InvalidFields(
        {{.field = "session", .description = "must be at most 64 bytes"}}));
  }
  auto filter = CommentFilter::Parse(request_.filter());
  if (!filter.ok()) return EndWith(filter.status());
  if (filter->state() != State::kHeld) {
    return EndWith(InvalidFields(
        {{.field = "filter",
          .description = "only held comments are in the queue"}}));
  }
  filter_ = *std::move(filter);
  opening_ = true;
  const absl::Status accepted = gate_.Submit([self = self_] {
    absl::Status opened = self->Open();
    const std::lock_guard opening(self->mutex_);
    self->opening_ = false;
    if (!opened.ok()) return self->EndWith(std::move(opened));
    self->FinishIfDone();
  });
  if (!accepted.ok()) {
    opening_ = false;
    return EndWith(accepted);
  }
  lock.unlock();
  streams.Add(self_);
}

absl::Status QueueStream::Open() {
  const std::string& site = request_.site();
  if (sites_.Find(site) == nullptr) {
    const auto loaded = sites_.Load(site, 0);
    if (!loaded.ok()) return loaded.status();
  }
  if (filter_.author_of()) {
    const auto stored = moderation_.Get(site, *filter_.author_of());
    if (!stored.ok()) return stored.status();
    author_exact_ = stored->hidden.author.exact;
  }
  return watch_.Add(site, {key_->principal.key_id, request_.session()}, self_);
}

bool QueueStream::Concerns(const QueueChange& change) {
  const bool known = known_.count(change.id) > 0;
  const bool removed = change.type == QueueChange::Type::kRemoved;
  if (removed) known_.erase(change.id);
  if (!change.stored) {
    // What nobody can read any more is told to who knew it, or knows all.
    return known ||
           (key_->principal.sections.empty() && filter_.is_everything_held());
  }
  if (!MaySee(key_->principal, *change.stored)) return false;
  const bool matches = Matches(filter_, *change.stored, author_exact_);
  if (matches && !removed && known_.size() < kKnownMax) {
    known_.insert(change.id);
  }
  return matches || known;
}

void QueueStream::OnChanges(const std::shared_ptr<const QueueChanges>& news) {
  std::deque<Unsent> fresh;
  for (const QueueChange& change : news->changes) {
    if (!Concerns(change)) continue;
    // Shares what was read, and keeps it as long as it waits.
    fresh.push_back({.change = {news, &change},
                     .held = news->held,
                     .leased = news->leased});
  }
  const std::lock_guard lock(mutex_);
  if (ending_) return;
  for (Unsent& unsent : fresh) Enqueue(std::move(unsent));
  // Counts that no change told; the newest ones suffice.
  if (unsent_.empty() &&
      (news->held != held_told_ || news->leased != leased_told_)) {
    Enqueue({.change = nullptr, .held = news->held, .leased = news->leased});
  }
  if (unsent_.size() > kChangesBehindMax ||
      unsent_bytes_ > kChangeBytesBehindMax) {
    return EndWith(Behind());
  }
  Write();
}

void QueueStream::OnEnd(const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  EndWith(status);
}

void QueueStream::Enqueue(Unsent unsent) {
  held_told_ = unsent.held;
  leased_told_ = unsent.leased;
  unsent_bytes_ += BytesOf(unsent.change.get());
  unsent_.push_back(std::move(unsent));
}

void QueueStream::Write() {
  if (ending_ || writing_ || unsent_.empty()) return;
  const Unsent next = std::move(unsent_.front());
  unsent_.pop_front();
  unsent_bytes_ -= BytesOf(next.change.get());
  message_.Clear();
  message_.set_held_count(next.held);
  message_.set_leased_count(next.leased);
  if (next.change) {
    FillChange(*next.change, request_.site(), message_);
  } else {
    FillTimestamp(absl::Now(), *message_.mutable_time());
  }
  writing_ = true;
  write_start_ = absl::Now();
  StartWrite(&message_);
}

void QueueStream::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  writing_ = false;
  if (!ok) return EndWith(absl::CancelledError("the watcher is gone"));
  Write();
}

void QueueStream::Tick(absl::Time now) {
  absl::Status live = gate_.CheckLive(*key_);
  const std::lock_guard lock(mutex_);
  if (finished_) {
    // The status waits behind a message that the watcher does not take.
    if (!done_ && now - finish_time_ > kWatcherBehindMax) context_.TryCancel();
    return;
  }
  if (!live.ok()) return EndWith(std::move(live));
  if (writing_ && now - write_start_ > kWatcherBehindMax) {
    EndWith(Behind());
  }
}

void QueueStream::EndForShutdown() {
  const std::lock_guard lock(mutex_);
  EndWith(WithRetryAfter(
      absl::UnavailableError("the server is stopping; watch again"),
      kRetryAfterShutdown));
}

void QueueStream::OnCancel() {
  const std::lock_guard lock(mutex_);
  EndWith(absl::CancelledError("the watcher is gone"));
}

void QueueStream::EndWith(absl::Status status) {
  if (!ending_) status_ = std::move(status);
  ending_ = true;
  FinishIfDone();
}

void QueueStream::FinishIfDone() {
  // A message that is not taken is not waited for: see Tick().
  if (!ending_ || finished_ || opening_) return;
  finished_ = true;
  finish_time_ = absl::Now();
  unsent_.clear();
  gate_.Observe(access_, context_, status_, start_,
                {.key = key_.get(), .site = request_.site(), .lasts = true});
  Finish(ToGrpcStatus(status_, context_));
}

void QueueStream::OnDone() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  const std::shared_ptr<QueueStream> self = std::move(self_);
}

}  // namespace winnow
