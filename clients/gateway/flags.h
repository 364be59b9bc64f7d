// The command line of `winnow-gateway`.
//
// Threads: one, at start.

#ifndef WINNOW_CLIENTS_GATEWAY_FLAGS_H_
#define WINNOW_CLIENTS_GATEWAY_FLAGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/cpp/options.h"

namespace winnow {

struct GatewayFlags {
  std::string listen;          // ADDRESS:PORT
  std::string metrics_listen;  // likewise; empty: none
  std::string sites;           // path of the file of settings.h
  ClientOptions winnowd;       // without a key
  int threads = 0;             // as many as cores
  bool access_log = true;
  std::string sample_site;  // whose sample article is at `/`; empty: none
};

// Reads the command line, with --flagfile, --help and --version.
// Errors: InvalidArgument naming the flag and what it takes.
// Effects: ends the process with status 2 for a flag that does not exist or
// cannot be parsed, with 0 after --help and --version.
absl::StatusOr<GatewayFlags> ParseGatewayFlags(int argc, char** argv);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_GATEWAY_FLAGS_H_
