// The one place that says what an error of Redis means to a caller.

#ifndef WINNOW_SERVICE_STORE_REDIS_STATUS_FROM_ERROR_H_
#define WINNOW_SERVICE_STORE_REDIS_STATUS_FROM_ERROR_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace winnow {

// Maps the text of an error reply by its first word:
//   Unavailable: Redis is loading, read-only, busy, failing over, cannot write
//     to its disk, or has lost our functions; the same call may work soon.
//   ResourceExhausted: Redis is over its `maxmemory`.
//   Internal: anything else, which is our bug or a wrong setting (NOPERM, ERR,
//     WRONGTYPE).
// The message keeps Redis' words only up to the first quotation mark, since
// what it quotes are arguments, and arguments may be a reader's text.
absl::Status StatusFromError(absl::string_view error);

// Says whether the error means that a function or its library is not loaded, as
// after a FLUSHALL or a failover: loading it and sending again helps.
bool IsFunctionMissing(absl::string_view error);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_STATUS_FROM_ERROR_H_
