#include "clients/cli/commands.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/import.h"
#include "clients/cli/watch.h"

namespace winnow {

std::unique_ptr<CommandLine> MakeCommandLine(GlobalFlags& flags) {
  auto line = std::make_unique<CommandLine>(
      "winnow",
      "Moderate the comments of a site.\n\n"
      "winnow finds winnowd, its key and its site in flags, then in the\n"
      "environment, then in ~/.config/winnow/config (lines address=,\n"
      "key_file=, site=, and for another machine ca=, cert=, cert_key=), and\n"
      "without that file in /etc/winnow/config.",
      absl::StrCat("winnow ", WINNOW_VERSION));
  const CliCommand root = line->root();
  root.Footer(
      "A comment C is named by its full name, its id, the last 8 characters "
      "of\n"
      "the id, or @N: row N of your last listing.\n\n"
      "Exit status: 0 done, whatever the verdict; 1 refused or failed; 2 "
      "wrong\n"
      "usage; 3 winnowd is unreachable; 130 interrupted.\n\n"
      "Examples:\n"
      "  winnow queue                   what waits for a person\n"
      "  winnow show @1                 the first of them, and why it waits\n"
      "  winnow approve @1              publish it\n"
      "  winnow feed --follow           watch comments being published\n"
      "  winnow COMMAND --help          more about a command");
  Settings& settings = flags.settings;
  root.AddOption("--address", settings.address,
                 "Where winnowd is: HOST:PORT or unix:PATH "
                 "[$WINNOW_ADDRESS, 127.0.0.1:7420]");
  root.AddOption("--key-file", settings.key_file,
                 "File with the API key, mode 600 [$WINNOW_KEY_FILE]");
  root.AddOption("--site", settings.site,
                 "Site to work on [$WINNOW_SITE, the key's]");
  root.AddOption("--ca", settings.ca,
                 "Certificate of whoever signed winnowd's (mutual TLS)");
  root.AddOption("--cert", settings.cert, "Certificate to show (mutual TLS)");
  root.AddOption("--cert-key", settings.cert_key,
                 "Private key of --cert (mutual TLS)");
  root.AddFlag("--json", flags.json,
               "Print JSON for scripts, one object a line");
  root.AddFlag("--no-color", flags.no_color, "Print no colors [$NO_COLOR]");
  AddSubmitCommand(root);
  AddQueueCommand(root);
  AddShowCommands(root);
  AddSimilarCommand(root);
  AddDecideCommands(root);
  AddBanCommands(root);
  AddUndoCommand(root);
  AddMarkCommands(root);
  AddReportCommands(root);
  AddRevealCommand(root);
  AddEraseCommand(root);
  AddExportAuthorCommand(root);
  AddRescreenCommand(root);
  AddLeaseCommands(root);
  AddReviewCommand(root);
  AddWatchCommand(root);
  AddFeedCommand(root);
  AddAnalyzeCommand(root);
  AddPolicyCommands(root);
  AddListsCommands(root);
  AddSiteCommands(root);
  AddThreadCommands(root);
  AddKeyCommands(root);
  AddAdapterCommands(root);
  AddAuditCommands(root);
  AddImportCommand(root);
  AddExportCommand(root);
  AddStatusCommands(root);
  AddStatsCommands(root);
  AddCompletionCommand(root);
  return line;
}

}  // namespace winnow
