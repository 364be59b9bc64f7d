// Keeps the process's memory, which holds keys and addresses, to itself.

#ifndef WINNOW_SERVICE_PRIVACY_HARDEN_PROCESS_H_
#define WINNOW_SERVICE_PRIVACY_HARDEN_PROCESS_H_

#include "absl/status/status.h"

namespace winnow {

// Turns core dumps off (RLIMIT_CORE 0) and forbids other processes of the same
// user to trace this one or read its memory (PR_SET_DUMPABLE 0). Call it before
// the first key is read; children that are executed do not inherit the second.
// Errors: that of the call which the system refused.
absl::Status HardenProcess();

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_HARDEN_PROCESS_H_
