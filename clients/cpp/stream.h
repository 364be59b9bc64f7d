// A call in which both sides send many messages, without gRPC's headers.

#ifndef WINNOW_CLIENTS_CPP_STREAM_H_
#define WINNOW_CLIENTS_CPP_STREAM_H_

#include "absl/status/status.h"

namespace winnow {

// One open stream. It is never repeated by itself: what was sent and not
// answered when it breaks is the caller's to send again, with the same request
// ids.
//
// Threads: one may write while another reads; Cancel() from any. Destroying an
// unfinished stream cancels it.
template <typename Request, typename Response>
class Stream {
 public:
  virtual ~Stream() = default;

  // Sends one message; waits while flow control says so. False: the stream is
  // broken and Finish() says why.
  virtual bool Write(const Request& request) = 0;

  // Says that nothing more will be written. Reading goes on.
  virtual bool WritesDone() = 0;

  // Waits for the next message. False: there are no more.
  virtual bool Read(Response* response) = 0;

  // Returns how the stream ended. Call it once, after Read() gave false.
  virtual absl::Status Finish() = 0;

  // Ends the stream soon, with a status of Cancelled.
  virtual void Cancel() = 0;
};

// A stream on which only the server sends.
template <typename Response>
class ReadStream {
 public:
  virtual ~ReadStream() = default;

  // As in Stream.
  virtual bool Read(Response* response) = 0;
  virtual absl::Status Finish() = 0;
  virtual void Cancel() = 0;
};

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_STREAM_H_
