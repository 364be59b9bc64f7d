// What an operator can set, checked. A plain struct; made once at start.

#ifndef WINNOW_SERVICE_SERVER_CONFIG_H_
#define WINNOW_SERVICE_SERVER_CONFIG_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "service/api/call_limit.h"
#include "service/base/log.h"

namespace winnow {

// The version of this build, as "0.1.0".
extern const char kVersion[];

struct TlsFiles {
  std::string certificate;
  std::string key;
  std::string client_ca;

  bool empty() const { return certificate.empty(); }
};

struct Config {
  // What winnowd shall do: serve, or one other thing and end.
  enum class Task {
    kServe,
    kCreateMasterKey,
    kCreateOperatorKey,
    kReplaceLostKeys,
    kBringBackLostKeys
  };
  Task task = Task::kServe;
  std::string new_file;  // that the two kCreate… make

  std::vector<std::string> listen;            // HOST:PORT
  std::vector<std::string> plaintext_listen;  // loopback HOST:PORT
  std::string unix_socket;                    // a path; empty: none
  TlsFiles tls;                // for all of `listen`; empty: plaintext
  std::string metrics_listen;  // HOST:PORT; empty: none

  std::string redis;  // unix:PATH or HOST:PORT
  std::string redis_user;
  std::string redis_password_file;
  std::string redis_settings_file;  // what status tells operators to edit
  absl::Duration redis_wait;        // at start

  std::string master_key_file;
  std::string old_master_key_file;  // empty: nothing is under an old one
  std::string erasure_log;          // a path; empty: erasures are not logged
  std::string default_policy_file;  // empty: the one built in
  std::string model_file;           // of the classifier; empty: no scores
  int worker_threads = 0;
  CallLimit::Options in_flight;
  Severity log_level = Severity::kInfo;
};

// Reads the command line, with --flagfile, --help and --version.
// Errors: InvalidArgument naming the flag and what it takes.
// Effects: ends the process with status 2 for a flag that does not exist or
// cannot be parsed, with 0 after --help and --version.
absl::StatusOr<Config> ParseCommandLine(int argc, char** argv);

// Whether a HOST:PORT can only be reached from this machine.
bool IsLoopback(absl::string_view address);

}  // namespace winnow

#endif  // WINNOW_SERVICE_SERVER_CONFIG_H_
