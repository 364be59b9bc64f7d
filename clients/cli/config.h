// Where the command finds winnowd: flag, else environment, else file.
//
// Threads: pure functions but for LoadSettings(), which reads one file.

#ifndef WINNOW_CLIENTS_CLI_CONFIG_H_
#define WINNOW_CLIENTS_CLI_CONFIG_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

// What a user can set in any of the three places; empty means not set.
struct Settings {
  std::string address;
  std::string key_file;
  std::string site;
  std::string ca;
  std::string cert;
  std::string cert_key;
};

// Gives the value of an environment variable, empty if it is unset.
using Environment = absl::FunctionRef<std::string(const char*)>;

// The process' own environment.
std::string SystemEnvironment(const char* name);

// Where one person's files are.
struct Places {
  std::string config_file;  // …/winnow/config
  std::string state_dir;    // …/winnow, for the last listing
  // For who has no config_file. The package winnowd brings one that names the
  // first operator's key, which only root may read.
  std::string system_config_file = "/etc/winnow/config";
};

// Finds the files of the person who typed the command: under sudo those of
// SUDO_USER, not root's. XDG_CONFIG_HOME and XDG_STATE_HOME count only without
// sudo. Input: `is_root` tells whether the process may act for others.
Places FindPlaces(Environment environment, bool is_root);

// Parses a configuration file: `name=value` lines, `#` starts a comment line.
// Names: address, key_file, site, ca, cert, cert_key. A relative file is meant
// from `directory`.
// Errors: InvalidArgument, naming the line.
absl::StatusOr<Settings> ParseConfig(absl::string_view text,
                                     absl::string_view directory);

// Puts the three sources together, one setting at a time, and the default
// address last. The file's certificates do not go to a local address that is
// not the file's.
Settings MergeSettings(const Settings& flags, Environment environment,
                       const Settings& file);

// Reads the person's file or else the system's, if there is one, and merges.
// Never both: a key would go to an address it was not meant for.
// Errors: InvalidArgument, naming the file; PermissionDenied if the key that
// the system's file names is for others.
absl::StatusOr<Settings> LoadSettings(const Settings& flags,
                                      Environment environment,
                                      const Places& places);

}  // namespace winnow

#endif  // WINNOW_CLIENTS_CLI_CONFIG_H_
