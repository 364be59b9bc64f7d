// The Redis functions that ship with this binary.
#ifndef WINNOW_SERVICE_STORE_REDIS_FUNCTIONS_H_
#define WINNOW_SERVICE_STORE_REDIS_FUNCTIONS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "service/store/redis/command.h"
#include "service/store/redis/connection_options.h"

namespace winnow {

// The text of functions/*.lua behind a first line that names the library
// `winnow_vN`. Its functions are called wN_*: names are global in Redis, and
// an old and a new binary run side by side during an upgrade, each calling its
// own.
absl::string_view FunctionLibrary();

// Loads the library; for ConnectionOptions::setup, so that every connect, also
// one after a flush or failover, finds its own functions there.
// Effects: deletes libraries older than N−1. Newer ones stay: a rollback runs
// beside them.
std::vector<SetupCommand> FunctionSetup();

// Begins a call of one of our functions: FCALL wN_name 1 prefix, then
// arguments. Read-only functions go by FCALL_RO, so that a replica may answer
// them.
Command Function(absl::string_view name, absl::string_view prefix,
                 size_t bytes_hint = 256);
Command ReadFunction(absl::string_view name, absl::string_view prefix,
                     size_t bytes_hint = 256);

}  // namespace winnow

#endif  // WINNOW_SERVICE_STORE_REDIS_FUNCTIONS_H_
