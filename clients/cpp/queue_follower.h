// Watches a site's queue for as long as somebody looks at it.

#ifndef WINNOW_CLIENTS_CPP_QUEUE_FOLLOWER_H_
#define WINNOW_CLIENTS_CPP_QUEUE_FOLLOWER_H_

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cpp/client.h"
#include "clients/cpp/queue_stream.h"

namespace winnow {

// Opens WatchQueue again after every break. What happens between two streams is
// not told: the first message of a stream, which has only counts, says from
// when on everything is, and who keeps a list of the queue reads it anew then.
// Leases taken with the request's session outlive breaks of under 15 s.
//
// Threads: one runs it, any may stop it.
class QueueFollower {
 public:
  // Called for every message; `first` says that a stream begins with it.
  using Handler = absl::FunctionRef<absl::Status(
      const v1::WatchQueueResponse& change, bool first)>;
  // Called after a break, with its reason and how long is waited now.
  using OnBreak =
      absl::FunctionRef<void(const absl::Status& reason, absl::Duration pause)>;

  // `client` must outlive the follower.
  QueueFollower(Client& client, v1::WatchQueueRequest request);
  ~QueueFollower();

  // Watches until Stop(), an error of `handle`, or one that trying again does
  // not mend. Breaks and an absent winnowd are waited out without limit once
  // there was a first message; before, for no longer than `first_for`.
  // Errors: the handler's own; Unavailable before the first message;
  // Unauthenticated, PermissionDenied, InvalidArgument, NotFound. Ok after
  // Stop().
  absl::Status Run(Handler handle, OnBreak on_break, absl::Duration first_for);

  // Makes Run() return soon. Not for signal handlers: it takes a lock.
  void Stop();

 private:
  // Reads one stream until it ends; Ok if Stop() ended it.
  absl::Status ReadOnce(Handler handle, bool& handler_failed, bool& begun);

  struct Shared;
  Client& client_;
  const v1::WatchQueueRequest request_;
  const std::unique_ptr<Shared> shared_;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_QUEUE_FOLLOWER_H_
