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

namespace grpc {
class ServerContextBase;
class Status;
}  // namespace grpc

namespace winnow {

namespace v1 {
class ItemError;
}  // namespace v1

// Converts a status with its details. Internal and Unknown errors keep their
// code but not their sentence, which is for the log and not for callers.
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

// Converts the error of one item of a stream or batch.
// Input: not OK.
void FillItemError(const absl::Status& status, v1::ItemError& error);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ERRORS_H_
