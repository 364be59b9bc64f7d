// How an error leaves over the wire: gRPC's code and sentence, and the details
// that a program can act on in the trailers every stock client parses.
//
//   grpc-status-details-bin   a serialized google.rpc.Status with a BadRequest
//                             (every bad field), a RetryInfo (how long to
//                             wait) or an ErrorInfo (the server is busy)
//   grpc-retry-pushback-ms    for ResourceExhausted with a delay: keeps gRPC's
//                             own retries away until then
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_API_ERRORS_H_
#define WINNOW_SERVICE_API_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace grpc {
class ServerContextBase;
class Status;
}  // namespace grpc

namespace winnow {

namespace v1 {
class ItemError;
}  // namespace v1

// Whether an error is a fault of ours, and its sentence for the log and not for
// callers: it may quote what it choked on.
bool IsInternalError(const absl::Status& status);

// Converts a status with its details. Internal errors keep their code but not
// their sentence; Gate::Observe() logs it.
// Effects: may add a trailer to `context`, so call it once, before the call is
// finished.
// Cost: nothing for OK.
grpc::Status ToGrpcStatus(const absl::Status& status,
                          grpc::ServerContextBase& context);

// The same for an error that is given to many calls: what would be made for
// each is made once.
class ReadyError {
 public:
  // Input: ResourceExhausted with a delay.
  explicit ReadyError(const absl::Status& status);

  // Effects: adds a trailer, as ToGrpcStatus().
  grpc::Status Answer(grpc::ServerContextBase& context) const;

 private:
  const std::string message_;
  const std::string details_;
  const std::string pushback_ms_;
};

// Converts the error of one item of a stream or batch, and logs it if it is an
// internal one.
// Input: not OK; the request id of the item, or of the call that it is part of.
void FillItemError(const absl::Status& status, absl::string_view request_id,
                   v1::ItemError& error);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ERRORS_H_
