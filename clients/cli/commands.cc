#include "clients/cli/commands.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"

namespace winnow {

void AddCommands(CLI::App& app, CommandLine& line) {
  app.description(
      "Moderate the comments of a site.\n\n"
      "winnow finds winnowd, its key and its site in flags, then in the\n"
      "environment, then in ~/.config/winnow/config (lines address=,\n"
      "key_file=, site=).");
  app.footer(
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
  app.set_version_flag("--version", absl::StrCat("winnow ", WINNOW_VERSION));
  // Global options may stand anywhere on the line.
  app.fallthrough();
  app.require_subcommand(1);
  Settings& settings = line.globals.settings;
  app.add_option("--address", settings.address,
                 "Where winnowd is: HOST:PORT or unix:PATH "
                 "[$WINNOW_ADDRESS, 127.0.0.1:7420]");
  app.add_option("--key-file", settings.key_file,
                 "File with the API key, mode 600 [$WINNOW_KEY_FILE]");
  app.add_option("--site", settings.site,
                 "Site to work on [$WINNOW_SITE, the key's]");
  app.add_option("--ca", settings.ca,
                 "Certificate of whoever signed winnowd's (mutual TLS)");
  app.add_option("--cert", settings.cert, "Certificate to show (mutual TLS)");
  app.add_option("--cert-key", settings.cert_key,
                 "Private key of --cert (mutual TLS)");
  app.add_flag("--json", line.globals.json,
               "Print JSON for scripts, one object a line");
  app.add_flag("--no-color", line.globals.no_color,
               "Print no colors [$NO_COLOR]");
  AddSubmitCommand(app, line);
  AddQueueCommand(app, line);
  AddShowCommands(app, line);
  AddDecideCommands(app, line);
  AddUndoCommand(app, line);
  AddRescreenCommand(app, line);
  AddFeedCommand(app, line);
  AddAnalyzeCommand(app, line);
  AddPolicyCommands(app, line);
  AddListsCommands(app, line);
  AddSiteCommands(app, line);
  AddThreadCommands(app, line);
  AddKeyCommands(app, line);
  AddStatusCommands(app, line);
  AddCompletionCommand(app, line);
}

}  // namespace winnow
