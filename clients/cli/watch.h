// `winnow watch`: the queue, live.

#ifndef WINNOW_CLIENTS_CLI_WATCH_H_
#define WINNOW_CLIENTS_CLI_WATCH_H_

#include "clients/cli/command_line.h"

namespace winnow {

void AddWatchCommand(const CliCommand& root);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_WATCH_H_
