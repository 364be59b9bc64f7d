#include "service/privacy/harden_process.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace winnow {
namespace {

TEST(HardenProcess, LeavesNoCoreDumpAndNoTracing) {
  // In a child, because there is no way back.
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    rlimit core = {1, 1};
    const bool hardened = HardenProcess().ok() &&
                          getrlimit(RLIMIT_CORE, &core) == 0 &&
                          core.rlim_cur == 0 && core.rlim_max == 0 &&
                          prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
    _exit(hardened ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace winnow
