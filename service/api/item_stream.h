// A stream of items in and their answers out, in any order: SubmitComments,
// AnalyzeTexts and ImportComments.
//
// At most kStreamItemsMax items, where a call allows no more, are worked on at
// once, their unsent answers included; beyond it nothing more is read, and flow
// control slows the client down. It does too while the server has too much to
// do for calls of this class: then each stream goes on with one item at a time.
// It ends when the client has sent its last item and has every answer; a cut
// stream ends once the work under way is done. It owns itself until the RPC
// library is done with it.

#ifndef WINNOW_SERVICE_API_ITEM_STREAM_H_
#define WINNOW_SERVICE_API_ITEM_STREAM_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "service/api/errors.h"
#include "service/api/gate.h"
#include "service/api/open_streams.h"
#include "service/base/status_details.h"

namespace winnow {

inline constexpr int kStreamItemsMax = 256;

template <typename Request, typename Response>
class ItemStream
    : public grpc::ServerBidiReactor<Request, Response>,
      public OpenStream,
      public std::enable_shared_from_this<ItemStream<Request, Response>> {
 public:
  using Answer = std::unique_ptr<Response>;

  ItemStream(grpc::CallbackServerContext& context, Gate& gate,
             const Access& access, int items_max = kStreamItemsMax)
      : gate_(gate),
        context_(context),
        access_(access),
        items_max_(items_max),
        start_(absl::Now()) {}

  // Identifies the caller and begins to read.
  void Begin(OpenStreams& streams) {
    self_ = this->shared_from_this();
    auto key = gate_.IdentifyLasting(context_, access_);
    {
      std::lock_guard lock(mutex_);
      if (!key.ok()) return EndWith(key.status());
      key_ = *std::move(key);
      ReadIfRoom();
    }
    streams.Add(self_);
  }

  void OnReadDone(bool ok) override {
    Request request;
    const auto self = self_;
    {
      std::lock_guard lock(mutex_);
      reading_ = false;
      if (!ok) no_more_reads_ = true;
      // What arrives after the server began to stop has no answer, so the
      // client sends it again elsewhere.
      if (!no_more_reads_ && !broken_) {
        ++items_;
        ++arriving_;
        request = std::move(request_);
        const auto bytes = static_cast<int64_t>(request.ByteSizeLong());
        if (CountsItems()) {
          ++counted_;
          counted_bytes_ += bytes;
          gate_.limit().Add(bytes);
        }
        ReadIfRoom();
      } else {
        reads_ended_ = true;
        FinishIfDone();
        ok = false;
      }
    }
    if (ok) Work(request, self);
    absl::Status ended;
    {
      std::lock_guard lock(mutex_);
      if (ok) --arriving_;
      if (!reads_ended_ || arriving_ > 0) return;
      ended = status_;
    }
    // A cut connection ends the reads as well.
    if (context_.IsCancelled()) ended = absl::CancelledError("cancelled");
    OnReadsEnded(ended);
  }

  void OnWriteDone(bool ok) override {
    const auto self = self_;
    WriteDone(ok);
    if (!ok) OnReadsEnded(absl::CancelledError("cancelled"));
  }

  void OnDone() override {
    // The last reference may be this one or that of a tick under way.
    const auto self = std::move(self_);
  }

  void Tick(absl::Time /*now*/) override {
    absl::Status live = gate_.CheckLive(*key_);
    if (!live.ok()) EndEarly(std::move(live));
  }

  void EndForShutdown() override {
    EndEarly(WithRetryAfter(
        absl::UnavailableError(
            "the server is stopping; send again what has no answer"),
        absl::Seconds(1)));
  }

  // OK while somebody waits for answers: what has not begun need not begin.
  absl::Status CheckWanted() const { return Gate::CheckWanted(context_); }

  // Takes the answer to one item. Thread-safe; exactly once an item.
  void Send(Answer answer) {
    std::lock_guard lock(mutex_);
    if (broken_) {
      --items_;
      Uncount(1);
      return FinishIfDone();
    }
    answers_.push_back(std::move(answer));
    if (!writing_) WriteNext();
  }

 protected:
  // Works on one item and calls Send() once, on any thread, at once or later.
  // `self` keeps this object until then.
  virtual void Work(Request& request,
                    const std::shared_ptr<ItemStream>& self) = 0;

  // Asked before each read, with a lock held: must be short.
  virtual bool HasRoom() const { return true; }

  // Whether items are in flight, for the server's limit, from their arrival to
  // their answer. A stream in which some wait for others counts for itself what
  // is worked on: those that wait take nobody's place, and must not keep it
  // from reading what they wait for.
  virtual bool CountsItems() const { return true; }
  virtual bool IsWorking() const { return counted_ > 0; }

  // Nothing more is read: OK when the client has sent all there is. May be told
  // more than once, on any thread.
  virtual void OnReadsEnded(const absl::Status& /*why*/) {}

  // Keeps the call open until Drop(), or an item without an answer.
  void Hold() {
    std::lock_guard lock(mutex_);
    ++items_;
  }
  void Drop() {
    std::lock_guard lock(mutex_);
    --items_;
    FinishIfDone();
  }

  // Reads on if there is room again.
  void ReadOn() {
    std::lock_guard lock(mutex_);
    ReadIfRoom();
  }

  std::shared_ptr<ItemStream> self() { return this->shared_from_this(); }

  const Principal& principal() const { return key_->principal; }

  Gate& gate_;

 private:
  void WriteDone(bool ok) {
    std::lock_guard lock(mutex_);
    answers_.pop_front();
    --items_;
    Uncount(1);
    if (!ok) {
      broken_ = true;
      items_ -= static_cast<int>(answers_.size());
      Uncount(static_cast<int>(answers_.size()));
      answers_.clear();
    }
    WriteNext();
    ReadIfRoom();
    FinishIfDone();
  }

  void EndEarly(absl::Status status) {
    {
      std::lock_guard lock(mutex_);
      EndWith(status);
    }
    OnReadsEnded(status);
  }

  // The next five with mutex_ held.
  // Items leave those in flight, each with the mean of their bytes: which of
  // them is answered does not matter for the sum.
  void Uncount(int items) {
    for (; items > 0 && counted_ > 0; --items) {
      const int64_t bytes = counted_bytes_ / counted_;
      --counted_;
      counted_bytes_ -= bytes;
      gate_.limit().Give(bytes);
    }
  }

  void WriteNext() {
    writing_ = !answers_.empty();
    if (writing_) this->StartWrite(answers_.front().get());
  }

  void ReadIfRoom() {
    if (reading_ || no_more_reads_ || broken_ || finished_) return;
    if (items_ >= items_max_ || !HasRoom()) return;
    if (IsWorking() && !gate_.HasRoom(access_)) return;
    reading_ = true;
    this->StartRead(&request_);
  }

  void EndWith(absl::Status status) {
    if (finished_) return;
    no_more_reads_ = true;
    if (status_.ok()) status_ = std::move(status);
    FinishIfDone();
  }

  void FinishIfDone() {
    if (finished_ || items_ > 0 || writing_) return;
    if (!no_more_reads_ && !broken_) return;
    finished_ = true;
    gate_.Observe(access_, context_, status_, start_,
                  {.key = key_.get(), .lasts = true});
    this->Finish(ToGrpcStatus(status_, context_));
  }

  grpc::CallbackServerContext& context_;
  const Access& access_;
  const int items_max_;
  const absl::Time start_;
  std::shared_ptr<const KeyRecord> key_;
  std::shared_ptr<ItemStream> self_;
  Request request_;

  std::mutex mutex_;            // guards all that follow
  std::deque<Answer> answers_;  // front: being sent
  int items_ = 0;
  int counted_ = 0;  // of these, in flight for the server's limit
  int64_t counted_bytes_ = 0;
  int arriving_ = 0;  // of these, not yet told to Work()
  bool reads_ended_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool no_more_reads_ = false;
  bool broken_ = false;
  bool finished_ = false;
  absl::Status status_;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ITEM_STREAM_H_
