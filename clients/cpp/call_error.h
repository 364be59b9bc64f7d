// What went wrong with a call, as an absl::Status that still knows which fields
// were bad and how long to wait, and as a sentence for a person.
//
// winnowd sends these details in the trailer `grpc-status-details-bin`
// (proto/winnow/rpc/error.proto). They travel as payloads of the status, under
// Google's type names, and survive copies of it.
//
// Threads: pure functions. This header and its source need no gRPC.

#ifndef WINNOW_CLIENTS_CPP_CALL_ERROR_H_
#define WINNOW_CLIENTS_CPP_CALL_ERROR_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace winnow {

namespace v1 {
class ItemError;
}  // namespace v1

// A field of the request that must change before it is sent again.
struct BadField {
  std::string field;        // its path in the request, e.g. `thread.id`
  std::string description;  // what is wrong and what is accepted

  friend bool operator==(const BadField&, const BadField&) = default;
};

// Makes a status from the parts of a failed call.
// Input: `code` is gRPC's number, `details` the trailer's bytes or empty.
// Details that cannot be parsed are dropped: the code says enough.
absl::Status MakeCallError(int code, absl::string_view message,
                           absl::string_view details);

// Makes the status that the unary method would have ended with, from the error
// of one item of a stream or batch.
absl::Status MakeItemStatus(const v1::ItemError& error);

// Lists every bad field, in the order of the request; empty for other errors.
std::vector<BadField> BadFields(const absl::Status& status);

// Returns how long the server asks to wait before the same request is sent
// again; nothing if it did not say.
std::optional<absl::Duration> RetryDelay(const absl::Status& status);

// Tells whether the server refused because it has too much to do, whoever asks:
// then send fewer calls, as CallThrottle does.
bool IsServerBusy(const absl::Status& status);

// Makes the status of a call that was not sent for that reason.
absl::Status HeldBackError();

// Tells whether the same request may succeed later without a change: winnowd is
// away, or a limit was hit.
bool IsWorthRetrying(const absl::Status& status);

// Returns one sentence, without a full stop, that says what to do. `address` is
// where winnowd was expected. The text may hold parts that the server sent:
// a terminal needs it sanitized.
// Input: a status that is not OK.
std::string ExplainCallError(const absl::Status& status,
                             absl::string_view address);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CPP_CALL_ERROR_H_
