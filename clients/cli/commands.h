// The command's subcommands: each function here adds some to the command line.

#ifndef WINNOW_CLIENTS_CLI_COMMANDS_H_
#define WINNOW_CLIENTS_CLI_COMMANDS_H_

#include <memory>
#include <string>

#include "clients/cli/command_line.h"
#include "clients/cli/session.h"

namespace winnow {

// Makes the command line with the global options and every subcommand. Parsing
// puts the options into `flags`, which must outlive it.
std::unique_ptr<CommandLine> MakeCommandLine(GlobalFlags& flags);

// One function for each group of commands, each in a file of its name.
void AddSubmitCommand(const CliCommand& root);
void AddQueueCommand(const CliCommand& root);
void AddShowCommands(const CliCommand& root);
void AddSimilarCommand(const CliCommand& root);
void AddDecideCommands(const CliCommand& root);
void AddBanCommands(const CliCommand& root);
void AddUndoCommand(const CliCommand& root);
void AddMarkCommands(const CliCommand& root);
void AddReportCommands(const CliCommand& root);
void AddRevealCommand(const CliCommand& root);
void AddEraseCommand(const CliCommand& root);
void AddExportAuthorCommand(const CliCommand& root);
void AddRescreenCommand(const CliCommand& root);
void AddLeaseCommands(const CliCommand& root);
void AddReviewCommand(const CliCommand& root);
void AddFeedCommand(const CliCommand& root);
void AddAnalyzeCommand(const CliCommand& root);
void AddPolicyCommands(const CliCommand& root);
void AddListsCommands(const CliCommand& root);
void AddSiteCommands(const CliCommand& root);
void AddThreadCommands(const CliCommand& root);
void AddKeyCommands(const CliCommand& root);
// After the word `key`.
void AddKeyRotateCommand(const CliCommand& key);
void AddAdapterCommands(const CliCommand& root);
void AddAuditCommands(const CliCommand& root);
void AddExportCommand(const CliCommand& root);
void AddStatusCommands(const CliCommand& root);
void AddStatsCommands(const CliCommand& root);
void AddCompletionCommand(const CliCommand& root);

// Adds `verify` to the command `queue`: see queue_verify.cc.
void AddQueueVerifyCommand(const CliCommand& queue);

// Adds `rules` to the command `stats`: see stats_rules.cc.
void AddStatsRulesCommand(const CliCommand& stats);
// Adds `calibration`: see stats_calibration.cc.
void AddStatsCalibrationCommand(const CliCommand& stats);

// Adds `replay` and `shadow` to the command `policy`: see policy_trial.cc.
void AddPolicyTrialCommands(const CliCommand& policy);

// `winnow submit --from FILE`: see submit_from.cc.
int RunSubmitFrom(Session& session, const std::string& path);

// `winnow analyze --jsonl`: see analyze_lines.cc.
int RunAnalyzeLines(Session& session);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_COMMANDS_H_
