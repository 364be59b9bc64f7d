// winnow-gateway: see README.md beside this file.

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <iostream>

#include "clients/gateway/flags.h"
#include "clients/gateway/gateway.h"
#include "clients/gateway/settings.h"

namespace {

// Memory holds keys and addresses: no core dumps, no tracing. And as many files
// as there may be, since every connection is one.
void PrepareProcess() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  rlimit files = {};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  std::signal(SIGPIPE, SIG_IGN);
}

int Fail(const absl::Status& status, int code) {
  std::cerr << "winnow-gateway: " << status.message() << "\n";
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  PrepareProcess();
  if (sodium_init() < 0) {
    std::fputs("winnow-gateway: libsodium does not start\n", stderr);
    return 1;
  }
  const auto flags = winnow::ParseGatewayFlags(argc, argv);
  if (!flags.ok()) return Fail(flags.status(), 2);
  auto settings = winnow::ReadGatewaySettings(flags->sites);
  if (!settings.ok()) return Fail(settings.status(), 2);
  settings->sample_site = flags->sample_site;
  if (!settings->sample_site.empty() &&
      !settings->sites.contains(settings->sample_site)) {
    return Fail(absl::InvalidArgumentError(
                    "--sample_site must be a site of the file of --sites"),
                2);
  }
  const absl::Status ended = winnow::RunGateway(*flags, *settings);
  // Settings do not mend themselves: the unit does not start it again then.
  if (!ended.ok()) return Fail(ended, absl::IsInvalidArgument(ended) ? 2 : 1);
  return 0;
}
