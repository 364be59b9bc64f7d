// The `winnow` command: flags, then one subcommand.

#include <sodium.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/commands.h"

namespace {

// Parses, and reports wrong usage in one sentence instead of CLI11's page.
int ParseAndRun(int argc, char** argv) {
  CLI::App app;
  app.name("winnow");
  winnow::CommandLine line;
  winnow::AddCommands(app, line);
  if (argc == 1) {
    std::cerr << app.help();
    return winnow::kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    // CLI11 tells of an unknown word only after everything that is missing.
    const std::vector<std::string> unknown = app.remaining(true);
    const std::string what =
        unknown.empty() ? std::string(wrong.what())
                        : "there is no command or option " + unknown.front();
    winnow::Output(false, true)
        .Complain(what + "; winnow --help says what there is");
    return winnow::kExitUsage;
  }
  winnow::Session session(line.globals);
  const int code = line.run(session);
  if (!session.out().Flush()) {
    session.out().Complain("cannot write to the standard output");
    return code == winnow::kExitDone ? winnow::kExitFailed : code;
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::fputs("winnow: libsodium does not start\n", stderr);
    return winnow::kExitFailed;
  }
  return ParseAndRun(argc, argv);
}
