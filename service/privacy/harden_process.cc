#include "service/privacy/harden_process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>

namespace winnow {

absl::Status HardenProcess() {
  const rlimit none = {0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) {
    return absl::ErrnoToStatus(errno, "cannot turn core dumps off");
  }
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return absl::ErrnoToStatus(errno, "cannot forbid tracing");
  }
  return absl::OkStatus();
}

}  // namespace winnow
