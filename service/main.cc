// winnowd: see ARCHITECTURE.md.

#include <sys/stat.h>

#include <iostream>

#include "service/privacy/harden_process.h"
#include "service/server/config.h"
#include "service/server/server.h"

int main(int argc, char** argv) {
  // Before the first key is read or file made.
  umask(077);
  const absl::Status hardened = winnow::HardenProcess();
  if (!hardened.ok()) {
    std::cerr << "winnowd: " << hardened.message() << "\n";
    return 1;
  }
  const auto config = winnow::ParseCommandLine(argc, argv);
  if (!config.ok()) {
    std::cerr << "winnowd: " << config.status().message() << "\n";
    return 2;
  }
  return winnow::Run(*config);
}
