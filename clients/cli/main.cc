// The `winnow` command: flags, then one subcommand.

#include <sodium.h>

#include <cstdio>
#include <optional>

#include "clients/cli/commands.h"

int main(int argc, char** argv) {
  if (sodium_init() < 0) {
    std::fputs("winnow: libsodium does not start\n", stderr);
    return winnow::kExitFailed;
  }
  winnow::GlobalFlags flags;
  const auto line = winnow::MakeCommandLine(flags);
  const std::optional<int> answered = line->Parse(argc, argv);
  if (answered) return *answered;
  winnow::Session session(flags);
  const int code = line->Run(session);
  if (!session.out().Flush()) {
    session.out().Complain("cannot write to the standard output");
    return code == winnow::kExitDone ? winnow::kExitFailed : code;
  }
  return code;
}
