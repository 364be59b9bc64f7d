// Sends a file's comments on one stream, each again until winnowd has answered
// for it; winnowd knows which ones it has, so a run that was cut short is
// simply run again.

#ifndef WINNOW_CLIENTS_CLI_IMPORT_RUN_H_
#define WINNOW_CLIENTS_CLI_IMPORT_RUN_H_

#include <cstdint>
#include <string>

#include "clients/cli/import_source.h"
#include "clients/cli/interrupt.h"
#include "clients/cli/session.h"

namespace winnow {

struct ImportOptions {
  bool dry_run = false;
  bool no_training = false;
  int64_t bytes = 0;  // of the file; 0 if they are not known
};

// Imports everything into `site`; returns the exit status.
int RunImport(Session& session, const std::string& site, ImportSource& source,
              const ImportOptions& options, InterruptWatch& interrupt);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_IMPORT_RUN_H_
