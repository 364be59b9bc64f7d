// The command's subcommands. Each function adds some to the command line; what
// the user chose is put into CommandLine::run.

#ifndef WINNOW_CLIENTS_CLI_COMMANDS_H_
#define WINNOW_CLIENTS_CLI_COMMANDS_H_

#include <functional>
#include <string>

#include "clients/cli/session.h"

namespace CLI {
class App;
}  // namespace CLI

namespace winnow {

// What a parsed command line says.
struct CommandLine {
  GlobalFlags globals;
  // The chosen command; returns the exit status.
  std::function<int(Session&)> run;
};

// Adds the global options and every subcommand. `line` must outlive the app.
void AddCommands(CLI::App& app, CommandLine& line);

// One function for each group of commands, each in a file of its name.
void AddSubmitCommand(CLI::App& app, CommandLine& line);
void AddQueueCommand(CLI::App& app, CommandLine& line);
void AddShowCommands(CLI::App& app, CommandLine& line);
void AddDecideCommands(CLI::App& app, CommandLine& line);
void AddUndoCommand(CLI::App& app, CommandLine& line);
void AddRescreenCommand(CLI::App& app, CommandLine& line);
void AddFeedCommand(CLI::App& app, CommandLine& line);
void AddAnalyzeCommand(CLI::App& app, CommandLine& line);
void AddPolicyCommands(CLI::App& app, CommandLine& line);
void AddListsCommands(CLI::App& app, CommandLine& line);
void AddSiteCommands(CLI::App& app, CommandLine& line);
void AddThreadCommands(CLI::App& app, CommandLine& line);
void AddKeyCommands(CLI::App& app, CommandLine& line);
void AddStatusCommands(CLI::App& app, CommandLine& line);
void AddCompletionCommand(CLI::App& app, CommandLine& line);

// Adds `replay` and `shadow` to the command `policy`: see policy_trial.cc.
void AddPolicyTrialCommands(CLI::App& policy, CommandLine& line);

// `winnow submit --from FILE`: see submit_from.cc.
int RunSubmitFrom(Session& session, const std::string& path);

// `winnow analyze --jsonl`: see analyze_lines.cc.
int RunAnalyzeLines(Session& session);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_COMMANDS_H_
