// `winnow import`.

#ifndef WINNOW_CLIENTS_CLI_IMPORT_H_
#define WINNOW_CLIENTS_CLI_IMPORT_H_

#include "clients/cli/command_line.h"

namespace winnow {

void AddImportCommand(const CliCommand& root);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_IMPORT_H_
