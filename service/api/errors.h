// How an error leaves over the wire: gRPC's code and sentence, and the details
// that a program can act on in the trailers every stock client parses.
//
//   grpc-status-details-bin   a serialized google.rpc.Status with a BadRequest
//                             (every bad field) or a RetryInfo (how long to
//                             wait)
//   grpc-retry-pushback-ms    for ResourceExhausted with a delay: keeps gRPC's
//                             own retries away until then
//
// Threads: pure functions.

#ifndef WINNOW_SERVICE_API_ERRORS_H_
#define WINNOW_SERVICE_API_ERRORS_H_

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

// Converts the error of one item of a stream or batch.
// Input: not OK.
void FillItemError(const absl::Status& status, v1::ItemError& error);

}  // namespace winnow

#endif  // WINNOW_SERVICE_API_ERRORS_H_
