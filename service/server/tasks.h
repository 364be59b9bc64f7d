// What winnowd does in place of serving when a flag says so: makes a file with
// a key, or new keys for lost ones, and ends.

#ifndef WINNOW_SERVICE_SERVER_TASKS_H_
#define WINNOW_SERVICE_SERVER_TASKS_H_

#include "absl/status/status.h"
#include "service/server/config.h"

namespace winnow {

// Does the task of `config`, which is not to serve. Errors: one sentence.
absl::Status RunTask(const Config& config);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_TASKS_H_
